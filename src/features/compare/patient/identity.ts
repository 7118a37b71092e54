import { listed } from '../changes.ts'

/** An attribute that says who the patient is, and differs. */
export interface IdentityChange {
  name: string
  before: string
  after: string
}

/** Whether two contents are of one patient, as far as they say. */
export type Identity =
  | { type: 'same' }
  /** The number of the patient differs, or name and birth date do. */
  | { type: 'other-patient'; changes: readonly IdentityChange[] }
  /** Something of it differs or is there in one alone: it may be the same patient, corrected or made anonymous. */
  | { type: 'unsure'; changes: readonly IdentityChange[] }

/** In one sentence, without any value; `undefined` where nothing is to be said. */
export function identityWords(identity: Identity): string | undefined {
  if (identity.type === 'same') return undefined
  const names = identity.changes.map(({ name }) => name.toLowerCase().replace('id', 'ID'))
  // All of them: none of what tells patients apart is left to a number.
  const list = listed(names, names.length)
  return identity.type === 'other-patient'
    ? `Different patient: ${list} ${names.length === 1 ? 'differs' : 'differ'}.`
    : `The patient’s data differ: ${list}.`
}
