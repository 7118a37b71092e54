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
/** Above and below the rows, at least and at most; tall waves of the first and last row need it. */
const EDGE = { least: 4, most: 60 }
/** Seconds that layouts in columns show; of a longer recording their columns would not be a page any more. */
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
  const edges = edgesOf(strip, rowHeight, scale)
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
      y: edges.top + (row + 0.5) * rowHeight,
      from,
    }))
    return { ...size(width, parts.length, rowHeight, edges), rowHeight, parts, leftOut: edges.cut }
  }
  return layColumns(strip, layout, scale, { rowHeight, edges })
}

function layColumns(
  strip: EcgStrip,
  layout: 'six' | 'four',
  { speed }: PaperScale,
  { rowHeight, edges }: { rowHeight: number; edges: Edges },
): Paper {
  const whole = duration(strip)
  const seconds = whole > PAGE ? SHORT_PAGE : whole
  const [columns, rows] = layout === 'six' ? [2, 6] : [4, 3]
  const width = (seconds / columns) * speed
  const find = (name: string) => strip.leads.find((lead) => lead.name === name)
  const parts: PaperPart[] = STANDARD_LEADS.map((label, index) => {
    const column = Math.floor(index / rows)
    const y = edges.top + ((index % rows) + 0.5) * rowHeight
    const from = (column * seconds) / columns
    return { label, lead: find(label), x: MARGIN + column * width, width, y, from }
  })
  if (layout === 'four') {
    const y = edges.top + (rows + 0.5) * rowHeight
    parts.push({ label: 'II', lead: find('II'), x: MARGIN, width: seconds * speed, y, from: 0 })
  }
  const others = strip.leads.filter((lead) => parts.every((part) => part.lead !== lead))
  const names = others.map(({ name }) => name)
  const said = [
    seconds < whole && `only its first ${seconds} of ${Math.round(whole)} seconds`,
    names.length > 0 &&
      `not ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' and others' : ''}`,
  ].filter((one) => one !== false)
  const shown = said.length === 0 ? [] : [`This layout shows ${said.join(', and ')}.`]
  const sentences = edges.cut === undefined ? shown : [...shown, edges.cut]
  return {
    ...size(seconds * speed, rows + (layout === 'four' ? 1 : 0), rowHeight, edges),
    rowHeight,
    parts,
    leftOut: sentences.join(' ') || undefined,
  }
}

function size(width: number, rows: number, rowHeight: number, { top, bottom }: Edges) {
  return { width: MARGIN + width + 5, height: top + Math.max(1, rows) * rowHeight + bottom }
}

/** Millimetres above the first and below the last row. */
interface Edges {
  top: number
  bottom: number
  /** Said where waves reach beyond even these. */
  cut: string | undefined
}

/** So much that the highest and lowest waves of any lead stay on the paper. */
function edgesOf({ leads }: EcgStrip, rowHeight: number, { gain }: PaperScale): Edges {
  const reach = (microvolts: number) =>
    Math.max(EDGE.least, (microvolts / 1000) * gain - rowHeight / 2 + 2)
  const top = reach(leads.reduce((most, { high }) => Math.max(most, high), 0))
  const bottom = reach(leads.reduce((most, { low }) => Math.max(most, -low), 0))
  const isCut = Math.max(top, bottom) > EDGE.most
  return {
    top: Math.min(top, EDGE.most),
    bottom: Math.min(bottom, EDGE.most),
    cut: isCut
      ? 'Some waves are so high or deep that they can reach beyond this paper: choose less gain.'
      : undefined,
  }
}

/** How far from its zero a trace reaches, in millimetres. */
export function reachOf({ lead }: PaperPart, { gain }: PaperScale): number {
  const most = Math.max(0, lead?.high ?? 0, -(lead?.low ?? 0))
  // One millivolt is the calibration pulse.
  return Math.max(1, most / 1000) * gain + 2
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
