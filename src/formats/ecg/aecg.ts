import { nameOf, timeOf, codeWords } from '../ccda/cda-words.ts'
import { at, child, children, rawText, type XmlElement } from '../ccda/xml-tree.ts'
import { readAnnotations } from './aecg-annotations.ts'
import {
  addFact,
  emptyRecording,
  isRate,
  leadName,
  LeadMaker,
  microvoltsIn,
  numbersIn,
  remark,
  type EcgLead,
  type EcgRecording,
} from './recording.ts'

const MOST_STRIPS = 200

/** The HL7 annotated ECG, PORT_MT020001. @param root `AnnotatedECG` */
export function readAecg(root: XmlElement): EcgRecording {
  const recording = emptyRecording('HL7 annotated ECG')
  addSubject(recording, root)
  addFact(recording.facts, 'Recorded', timeOf(child(root, 'effectiveTime'))?.words)
  const maker = new LeadMaker(recording)
  const series = children(root, 'component').flatMap((one) => children(one, 'series'))
  for (const one of series) addSeries(recording, maker, one, series.length > 1)
  readAnnotations(recording, root)
  if (series.length === 0) remark(recording, 'The document holds no series: there is no tracing.')
  return recording
}

function addSubject({ facts }: EcgRecording, root: XmlElement): void {
  const assignment = at(root, 'componentOf', 'timepointEvent', 'componentOf', 'subjectAssignment')
  const subject = at(assignment, 'subject', 'trialSubject')
  const person = child(subject, 'subjectDemographicPerson')
  addFact(facts, 'Patient', nameOf(child(person, 'name')))
  addFact(facts, 'Subject id', idWords(child(subject, 'id')))
  addFact(facts, 'Sex', sexWords(child(person, 'administrativeGenderCode')))
  addFact(facts, 'Born', timeOf(child(person, 'birthTime'))?.words)
  addFact(facts, 'Trial', idWords(at(assignment, 'componentOf', 'clinicalTrial', 'id')))
  addFact(facts, 'Recording id', idWords(child(root, 'id')))
}

function addSeries(
  recording: EcgRecording,
  maker: LeadMaker,
  series: XmlElement,
  isOneOfMany: boolean,
): void {
  const { facts } = recording
  const kind = codeWords(child(series, 'code')) ?? 'Series'
  const title = SERIES[child(series, 'code')?.attributes['code'] ?? ''] ?? kind
  const time = timeOf(child(series, 'effectiveTime'))?.words
  addFact(facts, `${title} recorded`, time)
  const author = at(series, 'author', 'seriesAuthor')
  const device = child(author, 'manufacturedSeriesDevice')
  const model = ['manufacturerModelName', 'softwareName'].map((part) =>
    rawText(child(device, part)).trim(),
  )
  const maker_ = rawText(at(author, 'manufacturerOrganization', 'name')).trim()
  addFact(facts, 'Device', [maker_, ...model].filter((part) => part !== '').join(', '))
  for (const control of children(series, 'controlVariable')) {
    const words = controlWords(child(control, 'controlVariable') ?? control, 0)
    addFact(facts, 'Recording condition', words)
  }
  const name = isOneOfMany && time !== undefined ? `${title}, ${time}` : title
  addSets(recording, maker, series, name)
  for (const derivation of children(series, 'derivation')) {
    for (const derived of children(derivation, 'derivedSeries'))
      addSeries(recording, maker, derived, false)
  }
}

function addSets(
  recording: EcgRecording,
  maker: LeadMaker,
  series: XmlElement,
  title: string,
): void {
  const sets = children(series, 'component').flatMap((one) => children(one, 'sequenceSet'))
  sets.forEach((set, index) => {
    if (recording.strips.length >= MOST_STRIPS) {
      remark(recording, `Only the first ${MOST_STRIPS} sets of leads are read.`)
      return
    }
    const name = sets.length > 1 ? `${title}, part ${index + 1} of ${sets.length}` : title
    addSet(recording, maker, set, name)
  })
}

function addSet(recording: EcgRecording, maker: LeadMaker, set: XmlElement, title: string): void {
  const sequences = children(set, 'component').flatMap((one) => children(one, 'sequence'))
  const rates = sequences.flatMap((one) => timing(one) ?? [])
  const [rate] = rates
  if (rate === undefined || rates.some((one) => one !== rate)) {
    remark(
      recording,
      `${title} is not drawn: it has no even sampling interval with a unit, or several.`,
    )
    return
  }
  if (!isRate(recording, rate, title)) return
  const leads = sequences
    .filter((one) => !isTime(one))
    .flatMap((one) => lead(recording, maker, one))
  if (leads.length > 0) recording.strips.push({ title, rate, leads })
}

function isTime(sequence: XmlElement): boolean {
  return /^TIME_(ABSOLUTE|RELATIVE)$/.test(child(sequence, 'code')?.attributes['code'] ?? '')
}

/** Samples per second; `NaN` where the times are given otherwise than by a start and a step. */
function timing(sequence: XmlElement): number | undefined {
  if (!isTime(sequence)) return undefined
  const value = child(sequence, 'value')
  const { value: step, unit } = child(value, 'increment')?.attributes ?? {}
  const seconds = SECONDS[unit ?? '']
  const isList = /^GLIST_(TS|PQ)$/.test(typeName(value))
  return isList && seconds !== undefined && step !== undefined && step.trim() !== ''
    ? rounded(1 / (Number(step) * seconds))
    : Number.NaN
}

/** 1 / 0.001 s is 1000 per second, without what binary fractions add. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(12))
}

const SECONDS: Record<string, number> = { s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6 }

function lead(recording: EcgRecording, maker: LeadMaker, sequence: XmlElement): EcgLead[] {
  const code = child(sequence, 'code')?.attributes['code'] ?? ''
  const name = leadName(code.replace(/^MDC_ECG_LEAD_/, ''))
  const value = child(sequence, 'value')
  const scale = quantity(child(value, 'scale'))
  const origin = quantity(child(value, 'origin'))
  if (typeName(value) !== 'SLIST_PQ' || scale === undefined || origin === undefined || scale <= 0) {
    remark(recording, `Lead ${name} is not drawn: its scale or origin is not given as a voltage.`)
    return []
  }
  const text = rawText(child(value, 'digits'))
  const digits = numbersIn(text, maker.worth)
  if (digits.length === 0) {
    remark(recording, `Lead ${name} is in the file without samples.`)
    return []
  }
  return maker.make(name, digits, scale, { origin })
}

/** In microvolts. */
function quantity(element: XmlElement | undefined): number | undefined {
  const { value, unit } = element?.attributes ?? {}
  const factor = microvoltsIn(unit)
  const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value)
  return factor === undefined || !Number.isFinite(number) ? undefined : number * factor
}

function typeName(value: XmlElement | undefined): string {
  return (value?.attributes['xsi:type'] ?? '').replace(/^.*:/, '')
}

/** "Low pass filter: Cutoff 35 Hz", with what is nested in it. */
function controlWords(variable: XmlElement, depth: number): string | undefined {
  if (depth > 4) return undefined
  const name = mdcWords(child(variable, 'code'))
  const value = child(variable, 'value')
  const { value: number, unit } = value?.attributes ?? {}
  const own = number === undefined ? rawText(value).trim() : `${number} ${unit ?? ''}`.trim()
  const inner = children(variable, 'component')
    .flatMap((one) => children(one, 'controlVariable'))
    .flatMap((one) => controlWords(one, depth + 1) ?? [])
  const parts = [own, ...inner].filter((part) => part !== '')
  if (name === undefined) return parts.join(', ') || undefined
  return parts.length === 0 ? name : `${name}: ${parts.join(', ')}`
}

function mdcWords(code: XmlElement | undefined): string | undefined {
  const word = CONTROLS[code?.attributes['code'] ?? '']
  return word ?? codeWords(code)
}

const CONTROLS: Record<string, string> = {
  MDC_ECG_CTL_VBL_ATTR_FILTER_LOW_PASS: 'Low pass filter',
  MDC_ECG_CTL_VBL_ATTR_FILTER_HIGH_PASS: 'High pass filter',
  MDC_ECG_CTL_VBL_ATTR_FILTER_NOTCH: 'Notch filter',
  MDC_ECG_CTL_VBL_ATTR_FILTER_CUTOFF_FREQ: 'cutoff',
  MDC_ECG_CTL_VBL_ATTR_FILTER_NOTCH_FREQ: 'frequency',
}

const SERIES: Record<string, string> = {
  RHYTHM: 'Rhythm',
  REPRESENTATIVE_BEAT: 'Representative beat',
}

function idWords(id: XmlElement | undefined): string | undefined {
  return id?.attributes['extension'] ?? id?.attributes['root']
}

function sexWords(code: XmlElement | undefined): string | undefined {
  const words: Record<string, string> = { M: 'Male', F: 'Female', UN: 'Undifferentiated' }
  return words[code?.attributes['code'] ?? ''] ?? codeWords(code)
}
