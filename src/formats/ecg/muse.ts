import { child, children, rawText, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import {
  addFact,
  bytesOfBase64,
  emptyRecording,
  extremes,
  int16s,
  isRate,
  leadName,
  LeadMaker,
  microvoltsIn,
  remark,
  type EcgLead,
  type EcgRecording,
} from './recording.ts'

/** The XML of GE MUSE. @param root `RestingECG` */
export function readMuse(root: XmlElement): EcgRecording {
  const recording = emptyRecording('GE MUSE')
  addFacts(recording, root)
  addStatements(recording, child(root, 'Diagnosis'), 'Diagnosis')
  addStatements(recording, child(root, 'OriginalDiagnosis'), 'Original diagnosis of the recorder')
  const maker = new LeadMaker(recording)
  for (const waveform of children(root, 'Waveform').slice(0, 20))
    addWaveform(recording, maker, waveform)
  if (recording.strips.length === 0) remark(recording, 'There is no tracing that can be drawn.')
  return recording
}

function addFacts(recording: EcgRecording, root: XmlElement): void {
  const { facts, measurements } = recording
  const patient = child(root, 'PatientDemographics')
  const test = child(root, 'TestDemographics')
  const text = (from: XmlElement | undefined, tag: string) => textOf(child(from, tag))
  const names = ['PatientLastName', 'PatientFirstName'].flatMap((tag) => text(patient, tag) ?? [])
  addFact(facts, 'Patient', names.join(', '))
  addFact(facts, 'Patient id', text(patient, 'PatientID'))
  addFact(facts, 'Born', text(patient, 'DateofBirth'))
  const age = [text(patient, 'PatientAge'), text(patient, 'AgeUnits')?.toLowerCase()]
  addFact(facts, 'Age', age.filter((part) => part !== undefined).join(' '))
  addFact(facts, 'Sex', text(patient, 'Gender'))
  const when = [text(test, 'AcquisitionDate'), text(test, 'AcquisitionTime')]
  addFact(facts, 'Recorded (as written)', when.filter((part) => part !== undefined).join(' '))
  addFact(facts, 'Device', text(test, 'AcquisitionDevice'))
  addFact(facts, 'Status', text(test, 'Status'))
  addFact(facts, 'Site', text(test, 'SiteName'))
  const measured = child(root, 'RestingECGMeasurements')
  for (const [tag, name, unit] of MEASURES) {
    const value = text(measured, tag)
    addFact(measurements, name, value === undefined ? undefined : `${value} ${unit}`)
  }
}

const MEASURES: [string, string, string][] = [
  ['VentricularRate', 'Ventricular rate', 'per minute'],
  ['AtrialRate', 'Atrial rate', 'per minute'],
  ['PRInterval', 'PR interval', 'ms'],
  ['QRSDuration', 'QRS duration', 'ms'],
  ['QTInterval', 'QT interval', 'ms'],
  ['QTCorrected', 'QTc', 'ms'],
  ['QTcFrederica', 'QTc (Fridericia)', 'ms'],
  ['PAxis', 'P axis', '°'],
  ['RAxis', 'R axis', '°'],
  ['TAxis', 'T axis', '°'],
]

/** A sentence may be several elements: the last of them has the flag of its end. */
function addStatements(
  { statements }: EcgRecording,
  diagnosis: XmlElement | undefined,
  by: string,
): void {
  let sentence: string[] = []
  const end = () => {
    if (sentence.length > 0 && statements.length < 200)
      statements.push({ text: sentence.join(' '), by })
    sentence = []
  }
  for (const one of children(diagnosis, 'DiagnosisStatement')) {
    const text = textOf(child(one, 'StmtText'))
    if (text !== undefined) sentence.push(text)
    if (children(one, 'StmtFlag').some((flag) => textOf(flag) === 'ENDSLINE')) end()
  }
  end()
}

function addWaveform(recording: EcgRecording, maker: LeadMaker, waveform: XmlElement): void {
  const type = textOf(child(waveform, 'WaveformType')) ?? 'Waveform'
  const base = textOf(child(waveform, 'SampleBase'))
  const exponent = textOf(child(waveform, 'SampleExponent')) ?? '0'
  const rate = base === undefined ? Number.NaN : Number(base) * 10 ** Number(exponent)
  if (!isRate(recording, rate, type)) return
  const leads = children(waveform, 'LeadData').flatMap((one) => lead(recording, maker, one, rate))
  if (leads.length === 0) return
  const derived = deriveLimbLeads(leads)
  if (derived.length > 0) {
    const names = derived.map((one) => `${one.name} = ${one.derived}`).join(', ')
    remark(recording, `${type}: not stored but computed here from leads I and II: ${names}.`)
  }
  recording.strips.push({ title: type, rate, leads: [...leads, ...derived] })
}

function lead(
  recording: EcgRecording,
  maker: LeadMaker,
  data: XmlElement,
  rate: number,
): EcgLead[] {
  const text = (tag: string) => textOf(child(data, tag))
  const name = leadName(text('LeadID') ?? '')
  const factor = microvoltsIn(text('LeadAmplitudeUnits'))
  const scale = Number(text('LeadAmplitudeUnitsPerBit'))
  const skip = (why: string): EcgLead[] => {
    remark(recording, `Lead ${name} is not drawn: ${why}`)
    return []
  }
  if (factor === undefined || !(scale > 0)) return skip('its scale is not given as a voltage.')
  if ((text('LeadSampleSize') ?? '2') !== '2') return skip('its samples are not of 16 bits.')
  if (Number(text('FirstSampleBaseline') ?? 0) !== 0) return skip('its baseline is not zero.')
  const bytes = bytesOfBase64(rawText(child(data, 'WaveFormData')))
  if (!bytes) return skip('its Base64 is damaged.')
  const told = Number(text('LeadSampleCountTotal') ?? Number.NaN)
  const count = bytes.length >> 1
  if (count === 0) return skip('it has no samples.')
  if (told > 0 && told !== count) {
    remark(recording, `Lead ${name} has ${count} samples where ${told} are announced.`)
  }
  if (/^true$/i.test(text('LeadOff') ?? '')) remark(recording, `Lead ${name} is marked as off.`)
  const first = Number(text('LeadOffsetFirstSample') ?? 0)
  const start = first > 0 && first < 100_000_000 ? first / rate : 0
  return maker.make(name, int16s(bytes, maker.worth), scale * factor, { start })
}

/**
 * The limb leads that follow from I and II by Einthoven's and Goldberger's equations, where a recorder stores only
 * those two. Nothing where I and II do not lie on the same samples.
 */
function deriveLimbLeads(leads: readonly EcgLead[]): EcgLead[] {
  const one = leads.find(({ name }) => name === 'I')
  const two = leads.find(({ name }) => name === 'II')
  if (!one || !two || one.samples.length !== two.samples.length || one.start !== two.start)
    return []
  const missing = FORMULAS.filter(({ name }) => leads.every((lead) => lead.name !== name))
  return missing.map(({ name, derived, of }) => {
    const samples = one.samples.map((value, at) => of(value, two.samples[at] ?? Number.NaN))
    return { name, derived, start: one.start, samples, ...extremes(samples) }
  })
}

const FORMULAS: { name: string; derived: string; of: (one: number, two: number) => number }[] = [
  { name: 'III', derived: 'II − I', of: (one, two) => two - one },
  { name: 'aVR', derived: '−(I + II) / 2', of: (one, two) => -(one + two) / 2 },
  { name: 'aVL', derived: 'I − II / 2', of: (one, two) => one - two / 2 },
  { name: 'aVF', derived: 'II − I / 2', of: (one, two) => two - one / 2 },
]
