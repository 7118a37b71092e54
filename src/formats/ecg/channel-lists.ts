import { at, child, children, rawText, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import {
  addFact,
  bytesOfBase64,
  emptyRecording,
  int16s,
  isRate,
  leadName,
  LeadMaker,
  numbersIn,
  remark,
  type EcgRecording,
} from './recording.ts'

/**
 * The XML of GE CardioSoft and CASE, whose samples are written out.
 * @param root `CardiologyXML`
 * @returns `undefined` where it holds no strip of this form
 */
export function readCardioSoft(root: XmlElement): EcgRecording | undefined {
  const strip = child(root, 'StripData')
  const waves = children(strip, 'WaveformData')
  if (waves.length === 0) return undefined
  const recording = emptyRecording('GE CardioSoft')
  const patient = child(root, 'PatientInfo')
  const names = ['FamilyName', 'GivenName'].flatMap((tag) => textOf(at(patient, 'Name', tag)) ?? [])
  addFact(recording.facts, 'Patient', names.join(', '))
  addFact(recording.facts, 'Patient id', textOf(child(patient, 'PID')))
  addFact(recording.facts, 'Sex', textOf(child(patient, 'Gender')))
  remark(
    recording,
    'Measurements and interpretations of this format are not listed here: see the source.',
  )
  const rate = numberOf(child(strip, 'SampleRate'), /^hz$/i)
  const scale = numberOf(child(strip, 'Resolution'), /^uVperLsb$/i)
  if (!isRate(recording, rate, 'The strip')) return recording
  if (!(scale > 0)) {
    remark(recording, 'The strip is not drawn: its resolution is not given in microvolts.')
    return recording
  }
  const maker = new LeadMaker(recording)
  const leads = waves.flatMap((wave) => {
    const stored = numbersIn(rawText(wave), maker.worth)
    return maker.make(leadName(wave.attributes['lead'] ?? ''), stored, scale)
  })
  recording.strips.push({
    title: 'Strip',
    rate,
    leads,
  })
  return recording
}

/** `NaN` where there is none, or none in that unit. */
function numberOf(element: XmlElement | undefined, unit: RegExp): number {
  const text = textOf(element)
  return text !== undefined && unit.test(element?.attributes['units'] ?? '')
    ? Number(text)
    : Number.NaN
}

/**
 * The XML of Mortara recorders, whose channels say all about themselves in attributes.
 * @param root `ECG`
 * @returns `undefined` where it holds no channel of this form
 */
export function readMortara(root: XmlElement): EcgRecording | undefined {
  const channels = children(root, 'CHANNEL')
  if (channels.length === 0) return undefined
  const recording = emptyRecording('Mortara ECG')
  const subject = child(root, 'SUBJECT')?.attributes ?? {}
  const names = [subject['LAST_NAME'], subject['FIRST_NAME']].filter(Boolean)
  addFact(recording.facts, 'Patient', names.join(', '))
  addFact(recording.facts, 'Patient id', subject['ID'])
  addFact(recording.facts, 'Sex', subject['GENDER'])
  addFact(recording.facts, 'Recorded (as written)', root.attributes['ACQUISITION_TIME'])
  addFact(recording.facts, 'Device', child(root, 'SOURCE')?.attributes['MODEL'])
  remark(
    recording,
    'Measurements and interpretations of this format are not listed here: see the source.',
  )
  const maker = new LeadMaker(recording)
  const byRate = Map.groupBy(channels.slice(0, 200), ({ attributes }) =>
    Number(attributes['SAMPLE_FREQ']),
  )
  for (const [rate, those] of byRate) {
    if (!isRate(recording, rate, 'The tracing')) continue
    const leads = those.flatMap(({ attributes }) => {
      const name = leadName(attributes['NAME'] ?? '')
      const steps = Number(attributes['UNITS_PER_MV'])
      const isPlain =
        attributes['BITS'] === '16' &&
        attributes['FORMAT'] === 'SIGNED' &&
        attributes['ENCODING'] === 'BASE64' &&
        steps > 0
      const bytes = isPlain ? bytesOfBase64(attributes['DATA'] ?? '') : undefined
      if (!bytes || bytes.length < 2) {
        remark(
          recording,
          `Lead ${name} is not drawn: its scale or the form of its samples is not known here.`,
        )
        return []
      }
      return maker.make(name, int16s(bytes, maker.worth), 1000 / steps)
    })
    if (leads.length > 0) recording.strips.push({ title: 'Rhythm', rate, leads })
  }
  return recording
}
