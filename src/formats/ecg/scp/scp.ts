import {
  emptyRecording,
  isRate,
  LeadMaker,
  MOST_SAMPLES,
  remark,
  type EcgLead,
  type EcgRecording,
} from '../recording.ts'
import { codesOf, decodePlain, type Codes } from './scp-codes.ts'
import { addHeader, addInterpretation, addMeasurements } from './scp-facts.ts'
import { DamagedCodes, decodeHuffman } from './scp-huffman.ts'
import { scpLeadName } from './scp-leads.ts'
import { readScpRecord, type ScpSection } from './scp-record.ts'

/**
 * A recording in SCP-ECG (EN 1064): the rhythm of section 6, with the reference beat of section 5 added where it was
 * subtracted. Bimodal compression is not undone: such a tracing is not drawn.
 *
 * @returns `undefined` for what is not a record
 */
export function readScp(bytes: Uint8Array): EcgRecording | undefined {
  const record = readScpRecord(bytes)
  if (!record) return undefined
  const recording = emptyRecording('SCP-ECG')
  for (const problem of record.problems) remark(recording, problem)
  const { sections } = record
  const part = (id: number, add: (recording: EcgRecording, section: ScpSection) => void) => {
    const section = sections.get(id)
    if (section) add(recording, section)
  }
  part(1, addHeader)
  part(7, addMeasurements)
  part(8, addInterpretation)
  const problem = addRhythm(recording, sections)
  if (problem !== undefined) remark(recording, `The tracing is not drawn: ${problem}`)
  const others = [...sections.keys()].filter((id) => id > 8)
  if (others.length > 0) remark(recording, `Not shown: section ${others.join(', ')} of the record.`)
  return recording
}

interface LeadRange {
  name: string
  /** Numbers of samples, from 1, both included. */
  first: number
  last: number
}

function countOf(range: LeadRange | undefined): number {
  return range ? Math.max(0, range.last - range.first + 1) : 0
}

/** The head of section 5 or 6. */
interface Waves {
  section: ScpSection
  /** Nanovolts for each step. */
  step: number
  /** Microseconds. */
  interval: number
  differences: number
  isBimodal: boolean
}

/** @returns why there is no tracing */
function addRhythm(recording: EcgRecording, sections: Map<number, ScpSection>): string | undefined {
  const [definition, rhythm] = [sections.get(3), sections.get(6)]
  if (!definition || definition.byteLength < 2)
    return 'the section that names the leads is missing.'
  if (!rhythm || rhythm.byteLength < 6) return 'the section with the rhythm is missing.'
  const ranges = leadRanges(definition)
  if (ranges.length < definition.getUint8(0)) return 'the section that names the leads is cut off.'
  const waves = wavesOf(rhythm)
  if (waves.isBimodal) return 'it has bimodal compression, which is not undone here.'
  if (waves.differences > 2) return 'its way of coding differences is not known.'
  if (waves.step === 0) return 'its amplitude is not given.'
  const rate = 1_000_000 / waves.interval
  if (!isRate(recording, rate, 'The rhythm')) return 'see above.'
  const codes = codesOf(sections.get(2))
  if (typeof codes === 'string') return codes
  const decoded = decodeLeads(waves, ranges, codes)
  if (typeof decoded === 'string') return decoded
  const isShort = decoded.some(({ length }, at) => length < countOf(ranges[at]))
  const beats = sections.get(5)
  if (isShort && beats && beats.byteLength >= 6 && wavesOf(beats).interval !== waves.interval) {
    return 'it has another rate than the reference beat, and how many samples it has is not certain.'
  }
  if ((definition.getUint8(1) & 1) === 1) {
    const missing = addBeats(decoded, { ranges, waves, codes, sections })
    if (missing !== undefined) return missing
  }
  const leads = leadsOf(recording, ranges, decoded, { rate, scale: waves.step / 1000 })
  if (leads.length === 0) return 'it holds no samples.'
  recording.strips.push({ title: 'Rhythm', rate, leads })
  return undefined
}

function leadRanges(section: ScpSection): LeadRange[] {
  const count = Math.min(section.getUint8(0), Math.floor((section.byteLength - 2) / 9))
  return Array.from({ length: count }, (_, index) => {
    const at = 2 + index * 9
    return {
      first: section.getUint32(at, true),
      last: section.getUint32(at + 4, true),
      name: scpLeadName(section.getUint8(at + 8)),
    }
  })
}

function wavesOf(section: ScpSection): Waves {
  return {
    section,
    step: section.getUint16(0, true),
    interval: section.getUint16(2, true),
    differences: section.getUint8(4),
    isBimodal: section.getUint8(5) !== 0,
  }
}

/** @returns the stored numbers of each lead, or a sentence */
function decodeLeads(
  { section, differences }: Waves,
  ranges: readonly LeadRange[],
  codes: Codes,
  length?: number,
): Int16Array[] | string {
  const decoded: Int16Array[] = []
  let at = 6 + ranges.length * 2
  if (at > section.byteLength) return 'the sizes of its leads are cut off.'
  const samples = ranges.reduce((sum, range) => sum + (length ?? countOf(range)), 0)
  if (samples > MOST_SAMPLES) return `it announces ${samples} samples, which are too many.`
  for (const [index, range] of ranges.entries()) {
    const size = section.getUint16(6 + index * 2, true)
    const from = Math.min(at, section.byteLength)
    const most = Math.min(size, section.byteLength - from)
    const bytes = new Uint8Array(section.buffer, section.byteOffset + from, most)
    const count = length ?? countOf(range)
    try {
      decoded.push(
        codes.type === 'plain'
          ? decodePlain(bytes, differences, count)
          : decodeHuffman(bytes, codes.table, { differences, count }),
      )
    } catch (error) {
      if (error instanceof DamagedCodes) return 'its table of codes contradicts itself.'
      throw error
    }
    at += size
  }
  return decoded
}

/** Samples of all beats and leads together. */
const MOST_ADDED = 100_000_000

/**
 * Adds the reference beat where it was taken from the rhythm (§5.7): to beats of type 0, from begin to end, its fiducial
 * point on theirs. @returns a sentence where that can't be done
 */
function addBeats(
  rhythm: readonly Int16Array[],
  about: { ranges: LeadRange[]; waves: Waves; codes: Codes; sections: Map<number, ScpSection> },
): string | undefined {
  const { ranges, waves, codes, sections } = about
  const [places, beats] = [sections.get(4), sections.get(5)]
  if (!places || places.byteLength < 6 || !beats || beats.byteLength < 6) {
    return 'a reference beat was subtracted from it, and the sections to add it again are missing.'
  }
  const beat = wavesOf(beats)
  if (beat.step !== waves.step || beat.interval !== waves.interval || beat.differences > 2) {
    return 'a reference beat of another scale was subtracted from it, which is not undone here.'
  }
  const length = Math.round((places.getUint16(0, true) * 1000) / beat.interval)
  const shapes = decodeLeads(beat, ranges, codes, length)
  if (typeof shapes === 'string') return shapes
  if (shapes.some((shape) => shape.length < length)) return 'its reference beat is cut off.'
  const fiducial = places.getUint16(2, true)
  const count = places.getUint16(4, true)
  if (6 + count * 14 > places.byteLength) return 'the places of its beats are cut off.'
  if (count * length * rhythm.length > MOST_ADDED) return 'it announces too many beats.'
  for (let index = 0; index < count; index += 1) {
    const at = 6 + index * 14
    if (places.getUint16(at, true) !== 0) continue
    const [begin, middle, end] = [2, 6, 10].map((offset) => places.getUint32(at + offset, true))
    rhythm.forEach((values, lead) => {
      const first = ranges[lead]?.first ?? 1
      const shift = fiducial - 1 - ((middle ?? 0) - first)
      const to = Math.min((end ?? 0) - first, values.length - 1, length - 1 - shift)
      for (let place = Math.max(0, (begin ?? 0) - first, -shift); place <= to; place += 1) {
        values[place] = (values[place] ?? 0) + (shapes[lead]?.[place + shift] ?? 0)
      }
    })
  }
  return undefined
}

function leadsOf(
  recording: EcgRecording,
  ranges: readonly LeadRange[],
  decoded: readonly Int16Array[],
  { rate, scale }: { rate: number; scale: number },
): EcgLead[] {
  const maker = new LeadMaker(recording)
  const origin = Math.min(...ranges.map(({ first }) => first))
  return ranges.flatMap(({ name, first, last }, index) => {
    const values = decoded[index] ?? new Int16Array()
    const expected = last - first + 1
    if (values.length < expected) {
      remark(recording, `Lead ${name} ends after ${values.length} of ${expected} samples.`)
    }
    // A start of days would make an axis of empty paper.
    const start = Math.min((first - origin) / rate, 86_400)
    return maker.make(name, values, scale, { start })
  })
}
