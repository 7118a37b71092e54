import type { DataSet } from '#formats/dicom/data-set/data-set.ts'
import { textsOf } from '#formats/dicom/data-set/values.ts'
import type { Identity, IdentityChange } from '../patient/identity.ts'

const ATTRIBUTES: readonly (readonly [tag: number, name: string])[] = [
  [0x0010_0020, 'Patient ID'],
  [0x0010_0021, 'Issuer of patient ID'],
  [0x0010_0010, 'Patient name'],
  [0x0010_0030, 'Birth date'],
  [0x0010_0040, 'Sex'],
]

/** What an object says of who the patient is: the values of `ATTRIBUTES`, in their order. */
export type PatientData = readonly string[]

export function patientOf(set: DataSet): PatientData {
  return ATTRIBUTES.map(([tag]) => textOf(set, tag))
}

/** Compares what identifies the patient (PS3.3 §C.7.1.1), before anything else is said of two objects. */
export function compareIdentity(left: DataSet, right: DataSet): Identity {
  return comparePatients(patientOf(left), patientOf(right))
}

/** The same of what was taken from two objects. */
function comparePatients(left: PatientData, right: PatientData): Identity {
  const changes: (IdentityChange & { tag: number })[] = []
  for (const [index, [tag, name]] of ATTRIBUTES.entries()) {
    const [before, after] = [left[index] ?? '', right[index] ?? '']
    if (normal(before) !== normal(after)) changes.push({ tag, name, before, after })
  }
  if (changes.length === 0) return { type: 'same' }
  // One that is missing on one side says that it was taken out or put in, not that it is another.
  const differs = (tag: number) =>
    changes.some((one) => one.tag === tag && one.before !== '' && one.after !== '')
  const isOther = differs(0x0010_0020) || (differs(0x0010_0010) && differs(0x0010_0030))
  const told = changes.map(({ name, before, after }) => ({ name, before, after }))
  return { type: isOther ? 'other-patient' : 'unsure', changes: told }
}

/** A patient that is another one, or may be, and which object it was compared with. */
export interface OtherPatient {
  identity: Exclude<Identity, { type: 'same' }>
  /** By its place. */
  place: number
}

/**
 * How the patient of one of several objects stands to those of the others: what looks alike need not be of one person. Another
 * patient comes before one that may be another; one stands for all, as each says it of its own.
 * @param patients by place; nothing where none is known
 */
export function otherPatient(
  patients: readonly (PatientData | undefined)[],
  at: number,
): OtherPatient | undefined {
  const here = patients[at]
  if (here === undefined) return undefined
  const others = patients.flatMap((patient, place): OtherPatient[] => {
    if (place === at || patient === undefined) return []
    const identity = comparePatients(patient, here)
    return identity.type === 'same' ? [] : [{ identity, place }]
  })
  return others.find(({ identity }) => identity.type === 'other-patient') ?? others[0]
}

function textOf(set: DataSet, tag: number): string {
  return textsOf(set, tag).join('\\')
}

/** Without empty parts of a name at its end (PS3.5 §6.2.1), which say nothing. */
function normal(text: string): string {
  return text.replaceAll(/[\^= ]+(?=\\|$)/g, '').trim()
}
