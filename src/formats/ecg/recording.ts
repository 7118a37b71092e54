/**
 * An ECG as every reader of this folder gives it: what the file says, and traces of which scale, rate and polarity are
 * known. What is not known is left out and said in `remarks`.
 */
export interface EcgRecording {
  /** "HL7 annotated ECG" */
  format: string
  /** Who, when, with what: in the file's words. */
  facts: EcgFact[]
  /** As stored, never computed here. */
  measurements: EcgFact[]
  statements: EcgStatement[]
  strips: EcgStrip[]
  remarks: string[]
}

export interface EcgFact {
  name: string
  value: string
}

/** A sentence of an interpretation, and who said it. */
export interface EcgStatement {
  text: string
  by: string
}

/** Leads on one axis of time. */
export interface EcgStrip {
  title: string
  /** Samples per second. */
  rate: number
  leads: EcgLead[]
}

export interface EcgLead {
  name: string
  /** Microvolts; `NaN` where there is no valid sample. */
  samples: Float32Array
  /** Seconds from the begin of the strip to the first sample. */
  start: number
  /** Of its samples, in microvolts; infinite where there is none. */
  low: number
  high: number
  /** How it was made from other leads here: "II − I". */
  derived?: string
}

export type EcgContent =
  | { type: 'recording'; recording: EcgRecording }
  /** To be shown as its source, for this reason. */
  | { type: 'unknown'; reason: string }

/** All samples of a file together: 40 MB. */
export const MOST_SAMPLES = 10_000_000
export const MOST_LEADS = 200
/** Rows of facts, measurements and statements that are kept. */
export const MOST_ROWS = 400

/** What 16-bit recorders write where nothing was measured. */
const MISSING = -32_768

export function emptyRecording(format: string): EcgRecording {
  return { format, facts: [], measurements: [], statements: [], strips: [], remarks: [] }
}

/** Adds a fact that has a value. */
export function addFact(facts: EcgFact[], name: string, value: string | undefined): void {
  if (value !== undefined && value.trim() !== '' && facts.length < MOST_ROWS) {
    facts.push({ name, value: value.trim() })
  }
}

/** A remark once, however often it is found. */
export function remark(recording: EcgRecording, text: string): void {
  const { remarks } = recording
  if (remarks.length < 100 && !remarks.includes(text)) remarks.push(text)
}

/**
 * Whether a rate can be that of an ECG, remarked where not.
 * @param rate samples per second
 */
export function isRate(recording: EcgRecording, rate: number, what: string): boolean {
  if (rate >= 20 && rate <= 100_000) return true
  const said = Number.isFinite(rate) ? `${Number(rate.toPrecision(4))} samples per second` : 'none'
  remark(recording, `${what} is not drawn: its sampling rate can’t be that of an ECG (${said}).`)
  return false
}

/** Keeps the leads of one file within bounds, and turns stored numbers into microvolts. */
export class LeadMaker {
  private samples = 0
  private leads = 0
  private readonly recording: EcgRecording

  constructor(recording: EcgRecording) {
    this.recording = recording
  }

  /** How many samples are worth reading: those that may still come, and one more that tells that there are more. */
  get worth(): number {
    return MOST_SAMPLES - this.samples + 1
  }

  /**
   * @param stored numbers as in the file, `NaN` where there is none
   * @param scale microvolts for each step
   * @param at microvolts at zero, and seconds from the begin of the strip
   * @returns the lead; none where there are too many, or where it has no samples
   */
  make(
    name: string,
    stored: ArrayLike<number>,
    scale: number,
    { origin = 0, start = 0 }: { origin?: number; start?: number } = {},
  ): EcgLead[] {
    this.leads += 1
    if (this.leads > MOST_LEADS) {
      remark(this.recording, `Only the first ${MOST_LEADS} leads are read.`)
      return []
    }
    const count = Math.min(stored.length, MOST_SAMPLES - this.samples)
    if (count < stored.length) {
      remark(this.recording, `Only the first ${MOST_SAMPLES} samples of all leads are read.`)
    }
    if (count === 0) return []
    this.samples += count
    const samples = new Float32Array(count)
    let missing = 0
    for (let i = 0; i < count; i += 1) {
      const value = stored[i] ?? Number.NaN
      const isMissing = value === MISSING || Number.isNaN(value)
      if (isMissing) missing += 1
      samples[i] = isMissing ? Number.NaN : origin + value * scale
    }
    if (missing > 0) {
      remark(
        this.recording,
        `${missing} of the ${count} samples of lead ${name} are marked as missing (−32768) or are not numbers: they are left as gaps.`,
      )
    }
    return [{ name, samples, start, ...extremes(samples) }]
  }
}

/** The lowest and highest sample. */
export function extremes(samples: Float32Array): { low: number; high: number } {
  let low = Infinity
  let high = -Infinity
  for (const value of samples) {
    // `NaN` is neither.
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

/** Microvolts in one of the unit, or `undefined` for what is not a voltage known here. */
export function microvoltsIn(unit: string | undefined): number | undefined {
  return VOLTAGES[unit?.trim().replace(/[µμ]/, 'u') ?? '']
}

/** The letters' case counts: `MV` would be megavolts. */
const VOLTAGES: Record<string, number> = {
  V: 1_000_000,
  mV: 1000,
  uV: 1,
  UV: 1,
  MICROVOLTS: 1,
  MILLIVOLTS: 1000,
  nV: 0.001,
}

/** Numbers set apart by white space or commas; `NaN` for what is not a number. At most `most` of them. */
export function numbersIn(text: string, most: number): Float64Array {
  const found: number[] = []
  const pattern = /[^\s,;]+/g
  for (let hit = pattern.exec(text); hit && found.length < most; hit = pattern.exec(text)) {
    found.push(Number(hit[0]))
  }
  return Float64Array.from(found)
}

/** Base64 with line breaks, or `undefined` where it is damaged. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text.replaceAll(/\s+/g, ''))
  } catch {
    return undefined
  }
}

/** Signed numbers of 16 bits, little endian. */
export function int16s(bytes: Uint8Array, most: number): Int16Array {
  const count = Math.min(most, bytes.length >> 1)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Int16Array.from({ length: count }, (_, at) => view.getInt16(at * 2, true))
}

/** The usual spelling of a standard lead: `AVR` is aVR. */
export function leadName(name: string): string {
  const known = STANDARD_LEADS.find((one) => one.toLowerCase() === name.trim().toLowerCase())
  return known ?? (name.trim() || 'Unnamed')
}

export const STANDARD_LEADS = 'I II III aVR aVL aVF V1 V2 V3 V4 V5 V6'.split(' ')
