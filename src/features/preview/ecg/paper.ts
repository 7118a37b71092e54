import { STANDARD_LEADS, type EcgLead, type EcgStrip } from '#formats/ecg/recording.ts'

/** How leads lie on the paper. */
export type LayoutName = 'each' | 'six' | 'four'

/** How the paper runs. */
export interface PaperScale {
  /** mm/s */
  speed: number
  /** mm/mV */
  gain: number
}

/** A stretch of a lead, or the place of one that is missing. Millimetres from the top left of the paper. */
export interface PaperPart {
  label: string
  lead: EcgLead | undefined
  /** Where it begins on the paper, and how long it is there. */
  x: number
  width: number
  /** The line of zero millivolts. */
  y: number
  /** Seconds of the strip at `x`. */
  from: number
}

export interface Paper {
  width: number
  height: number
  rowHeight: number
  parts: PaperPart[]
  /** What this layout leaves out, to be said. */
  leftOut: string | undefined
}

/** Left of the tracings: the calibration pulse and a margin, in millimetres. */
export const MARGIN = 10
/** Seconds that layouts in columns show; of a longer recording their columns would be no page any more. */
const PAGE = 15
const SHORT_PAGE = 10
/** Seconds on one paper: a longer recording is shown hour by hour, since no element can be as wide as a day. */
export const HOUR = 3600

/** Seconds from the begin of the strip to the end of its longest lead. */
export function duration({ leads, rate }: EcgStrip): number {
  return leads.reduce(
    (most, { start, samples }) => Math.max(most, start + samples.length / rate),
    0,
  )
}

/** Columns make sense for the standard leads, and for more than single beats. */
export function hasColumns(strip: EcgStrip): boolean {
  const standard = strip.leads.filter(({ name }) => STANDARD_LEADS.includes(name))
  return standard.length >= 6 && duration(strip) >= 4
}

/**
 * Where everything lies.
 * @param hour which hour of the recording is on the paper, from 0
 */
export function layOut(strip: EcgStrip, layout: LayoutName, scale: PaperScale, hour = 0): Paper {
  const rowHeight = Math.max(20, scale.gain * 2)
  const whole = duration(strip)
  if (layout === 'each') {
    const from = hour * HOUR
    const seconds = Math.min(HOUR, whole - from)
    const width = seconds * scale.speed
    const parts = strip.leads.map((lead, row) => ({
      label: lead.name,
      lead,
      x: MARGIN,
      width,
      y: (row + 0.5) * rowHeight,
      from,
    }))
    return { ...size(width, parts.length, rowHeight), rowHeight, parts, leftOut: undefined }
  }
  return layColumns(strip, layout, scale, rowHeight)
}

function layColumns(
  strip: EcgStrip,
  layout: 'six' | 'four',
  { speed }: PaperScale,
  rowHeight: number,
): Paper {
  const whole = duration(strip)
  const seconds = whole > PAGE ? SHORT_PAGE : whole
  const [columns, rows] = layout === 'six' ? [2, 6] : [4, 3]
  const width = (seconds / columns) * speed
  const find = (name: string) => strip.leads.find((lead) => lead.name === name)
  const parts: PaperPart[] = STANDARD_LEADS.map((label, index) => {
    const column = Math.floor(index / rows)
    const y = ((index % rows) + 0.5) * rowHeight
    const from = (column * seconds) / columns
    return { label, lead: find(label), x: MARGIN + column * width, width, y, from }
  })
  if (layout === 'four') {
    const y = (rows + 0.5) * rowHeight
    parts.push({ label: 'II', lead: find('II'), x: MARGIN, width: seconds * speed, y, from: 0 })
  }
  const others = strip.leads
    .map(({ name }) => name)
    .filter((name) => !STANDARD_LEADS.includes(name))
  const said = [
    seconds < whole && `only its first ${seconds} of ${Math.round(whole)} seconds`,
    others.length > 0 && `not ${others.slice(0, 8).join(', ')}`,
  ].filter((one) => one !== false)
  const leftOut = said.length === 0 ? undefined : `This layout shows ${said.join(', and ')}.`
  return {
    ...size(seconds * speed, rows + (layout === 'four' ? 1 : 0), rowHeight),
    rowHeight,
    parts,
    leftOut,
  }
}

function size(width: number, rows: number, rowHeight: number) {
  return { width: MARGIN + width + 5, height: Math.max(1, rows) * rowHeight }
}

/** Places in samples of a lead; a trace is drawn from the first to before the last. */
export function sampleRange(
  part: PaperPart,
  rate: number,
  { speed }: PaperScale,
  view: { left: number; right: number },
) {
  const length = part.lead?.samples.length ?? 0
  const start = part.lead?.start ?? 0
  const at = (x: number) => (part.from + (x - part.x) / speed - start) * rate
  const left = Math.max(part.x, view.left)
  const right = Math.min(part.x + part.width, view.right)
  return {
    first: Math.max(0, Math.floor(at(left))),
    last: Math.min(length, Math.ceil(at(right)) + 1, Math.round(at(part.x + part.width)) + 1),
    /** Millimetres from the left of the paper. */
    x: (sample: number) => part.x + (start + sample / rate - part.from) * speed,
  }
}

/** What lies between two points of the paper. */
export function measure(
  a: Point,
  b: Point,
  { speed, gain }: PaperScale,
): { ms: number; mV: number } {
  return {
    ms: Math.round((Math.abs(b.x - a.x) / speed) * 1000),
    mV: Math.round(((a.y - b.y) / gain) * 100) / 100,
  }
}

/** Millimetres from the top left of the paper. */
export interface Point {
  x: number
  y: number
}
