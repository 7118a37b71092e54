import { at, child, children, rawText, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import {
  addFact,
  bytesOfBase64,
  emptyRecording,
  isRate,
  leadName,
  LeadMaker,
  MOST_LEADS,
  remark,
  STANDARD_LEADS,
  type EcgLead,
  type EcgRecording,
} from './recording.ts'
import { readXli, restoreLimbLeads } from './xli.ts'

/** The XML of Philips recorders, versions 1.03 to 1.04.01. @param root `restingecgdata` */
export function readPhilips(root: XmlElement): EcgRecording {
  const recording = emptyRecording('Philips ECG')
  addFacts(recording, root)
  addInterpretations(recording, root)
  const problem = addWaveforms(recording, root)
  if (problem !== undefined) remark(recording, `The tracing is not drawn: ${problem}`)
  if (at(root, 'waveforms', 'repbeats')) {
    remark(recording, 'Representative beats are in the file too; they are not drawn.')
  }
  return recording
}

function addFacts({ facts }: EcgRecording, root: XmlElement): void {
  const acquisition = child(root, 'dataacquisition')
  const patient = at(root, 'patient', 'generalpatientdata')
  const name = child(patient, 'name')
  const parts = ['lastname', 'firstname', 'middlename'].map((part) => textOf(child(name, part)))
  addFact(facts, 'Patient', parts.filter((part) => part !== undefined).join(', '))
  addFact(facts, 'Patient id', textOf(child(patient, 'patientid')))
  addFact(facts, 'Born', textOf(at(patient, 'age', 'dateofbirth')))
  const years = textOf(at(patient, 'age', 'years'))
  addFact(facts, 'Age', years === undefined ? undefined : `${years} years`)
  addFact(facts, 'Sex', textOf(child(patient, 'sex')))
  addFact(facts, 'Pacemaker', textOf(child(patient, 'pacestatus')))
  const { date, time } = acquisition?.attributes ?? {}
  addFact(facts, 'Recorded', [date, time].filter(Boolean).join(' '))
  const machine = child(acquisition, 'machine')
  addFact(facts, 'Device', textOf(machine))
  addFact(facts, 'Institution', textOf(at(acquisition, 'acquirer', 'institutionname')))
  const band = at(root, 'reportinfo', 'reportbandwidth')
  const filters: [string, string][] = [
    ['high pass', 'highpassfiltersetting'],
    ['low pass', 'lowpassfiltersetting'],
    ['notch', 'notchfiltersetting'],
  ]
  const said = filters.flatMap(([word, tag]) => {
    const value = textOf(child(band, tag))
    return value === undefined ? [] : [`${word} ${value} Hz`]
  })
  addFact(facts, 'Filters of the printed report', said.join(', '))
  const isFiltered = at(root, 'waveforms', 'parsedwaveforms')?.attributes['filterflag']
  if (/^true$/i.test(isFiltered ?? '')) addFact(facts, 'Stored waveforms', 'Marked as filtered')
}

/** Their names in the file, and the unit that the vendor's schema gives them. */
const MEASURES: [string, string, string][] = [
  ['heartrate', 'Heart rate', 'per minute'],
  ['rrint', 'RR interval', 'ms'],
  ['meanprint', 'PR interval', 'ms'],
  ['print', 'PR interval', 'ms'],
  ['meanqrsdur', 'QRS duration', 'ms'],
  ['qrsdur', 'QRS duration', 'ms'],
  ['meanqtint', 'QT interval', 'ms'],
  ['qtint', 'QT interval', 'ms'],
  ['meanqtc', 'QTc', 'ms'],
  ['qtcb', 'QTc (Bazett)', 'ms'],
  ['qtcf', 'QTc (Fridericia)', 'ms'],
  ['pfrontaxis', 'P axis', '°'],
  ['qrsfrontaxis', 'QRS axis', '°'],
  ['tfrontaxis', 'T axis', '°'],
]

function addInterpretations(recording: EcgRecording, root: XmlElement): void {
  for (const one of children(child(root, 'interpretations'), 'interpretation')) {
    const measured = child(one, 'interpretationmeasurements', 'globalmeasurements')
    for (const [tag, name, unit] of MEASURES) {
      const value = textOf(child(measured, tag))
      // “Failed” and “Indeterminate” stand there too.
      const words =
        value !== undefined && Number.isFinite(Number(value)) ? `${value} ${unit}` : value
      addFact(recording.measurements, name, words)
    }
    const signed = textOf(child(one, 'mdsignatureline'))
    const by = signed ?? 'Analysis of the recorder'
    const add = (text: string | undefined) => {
      if (text !== undefined && recording.statements.length < 200)
        recording.statements.push({ text, by })
    }
    add(textOf(child(one, 'severity')))
    for (const statement of children(one, 'statement')) {
      const left = textOf(child(statement, 'leftstatement'))
      const right = textOf(child(statement, 'rightstatement'))
      add([left, right].filter((part) => part !== undefined).join(' — ') || undefined)
    }
  }
}

/** @returns why there is no tracing */
function addWaveforms(recording: EcgRecording, root: XmlElement): string | undefined {
  const signal = at(root, 'dataacquisition', 'signalcharacteristics')
  const waves = at(root, 'waveforms', 'parsedwaveforms')
  if (!waves) return 'the file holds no waveforms.'
  const { attributes } = waves
  const told = (attribute: string, ...tags: string[]) =>
    sameNumber([attributes[attribute], ...tags.map((tag) => textOf(child(signal, tag)))])
  const rate = told('samplespersecond', 'samplingrate')
  const scale = told('resolution', 'signalresolution', 'resolution')
  if (rate === undefined) return 'its sampling rate is not given, or given in two ways that differ.'
  if (scale === undefined || scale <= 0)
    return 'its resolution is not given, or in two ways that differ.'
  if (!isRate(recording, rate, 'The tracing')) return 'see above.'
  const offset = told('signaloffset', 'signaloffset') ?? 0
  const signed = attributes['signalsigned'] ?? textOf(child(signal, 'signalsigned')) ?? 'True'
  if (offset !== 0 || !/^true$/i.test(signed)) return 'its numbers have an offset or no sign.'
  const method = attributes['compressmethod'] ?? attributes['compression'] ?? 'none'
  if (method !== 'XLI')
    return `its compression (${method}) is not one that is known here for certain.`
  const bytes = bytesOfBase64(rawText(waves))
  if (!bytes) return 'its Base64 is damaged.'
  const names = labels(attributes['leadlabels'], textOf(child(signal, 'acquisitiontype')))
  if (!names) return 'the order of its leads is not known.'
  const stored = readXli(bytes, Math.min(names.length, MOST_LEADS))
  const missing = names.filter((_, index) => stored[index] === undefined)
  if (missing.length > 0) {
    remark(recording, `Damaged or cut off, and not drawn: ${missing.join(', ')}.`)
  }
  const limbs = stored.slice(0, 6).filter((one) => one !== undefined)
  if (limbs.length < 6)
    return 'of its limb leads each is stored as a difference from others, and not all can be read.'
  if (limbs.some(({ length }) => length !== limbs[0]?.length))
    return 'its limb leads differ in length.'
  restoreLimbLeads(limbs)
  // Milliseconds.
  const expected = Math.round((Number(attributes['durationperchannel']) / 1000) * rate)
  const maker = new LeadMaker(recording)
  const leads = stored.flatMap((values, index) => {
    if (!values) return []
    const name = names[index] ?? ''
    if (expected > 0 && values.length !== expected) {
      remark(
        recording,
        `Lead ${name} has ${values.length} samples where ${expected} are announced.`,
      )
    }
    return maker.make(name, values, scale)
  })
  recording.strips.push({ title: 'Rhythm', rate, leads })
  tellPulse(recording, leads, rate)
  return undefined
}

/** These recorders end with a calibration pulse in each lead, which no heart could make: III is II − I. */
function tellPulse(recording: EcgRecording, leads: readonly EcgLead[], rate: number): void {
  const [first, ...others] = leads.map(({ samples }) => samples)
  if (!first || others.length < 5) return
  let count = 0
  const isSame = (back: number) => others.every((one) => one.at(-back) === first.at(-back))
  while (count < first.length && isSame(count + 1)) count += 1
  const high = first.slice(first.length - count).reduce((most, one) => Math.max(most, one), 0)
  if (high === 0 || count < rate / 20) return
  remark(
    recording,
    `The last ${count / rate} s are the same in all leads: the recorder’s calibration pulse of ${high / 1000} mV, not the heart.`,
  )
}

/** The limb leads have to come first: what is stored of them depends on it. */
function labels(told: string | undefined, leadSet: string | undefined): string[] | undefined {
  const names = told?.trim().split(/\s+/).map(leadName)
  if (!names) return leadSet === 'STD-12' || leadSet === '10-WIRE' ? STANDARD_LEADS : undefined
  return STANDARD_LEADS.slice(0, 6).every((name, at) => names[at] === name) ? names : undefined
}

/** The number that all who give one agree on. */
function sameNumber(values: readonly (string | undefined)[]): number | undefined {
  const numbers = values.filter((value) => value !== undefined && value !== '').map(Number)
  const [first] = numbers
  return numbers.every((one) => one === first) ? first : undefined
}
