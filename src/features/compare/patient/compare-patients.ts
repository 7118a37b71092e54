import type { Identity, IdentityChange } from './identity.ts'

/** A patient as a content names one, whatever its format. */
export interface Patient {
  /** Each with who gave it, where that is said: an identifier of one authority says nothing about that of another. */
  ids: readonly { value: string; issuer: string | undefined }[]
  /** Family name and given names, as they are written; empty where there is none. */
  name: string
  /** As it is written, of any precision; empty where there is none. */
  birthDate: string
}

/**
 * Whether two contents are of one patient. Of several patients in a content each may be the one: only where none of the
 * left can be any of the right are they others.
 */
export function comparePatients(left: readonly Patient[], right: readonly Patient[]): Identity {
  let closest: Identity | undefined
  for (const one of left) {
    for (const other of right) {
      const found = compareTwo(one, other)
      if (found.type === 'same') return found
      if (closest === undefined || (closest.type === 'other-patient' && found.type === 'unsure')) {
        closest = found
      }
    }
  }
  return closest ?? { type: 'same' }
}

function compareTwo(left: Patient, right: Patient): Identity {
  const ids = relationOf(left.ids, right.ids)
  const isOtherId = ids === 'other' || ids === 'other-unsaid'
  const name = differs(nameKey(left.name), nameKey(right.name))
  const birth = datesDiffer(left.birthDate, right.birthDate)
  const changes: IdentityChange[] = [
    ...(isOtherId ? [{ name: 'Patient ID', before: idWords(left), after: idWords(right) }] : []),
    ...(name ? [{ name: 'Patient name', before: left.name, after: right.name }] : []),
    ...(birth ? [{ name: 'Birth date', before: left.birthDate, after: right.birthDate }] : []),
  ]
  if (changes.length === 0) return { type: 'same' }
  // Numbers of which one does not say who gave it may be two of one person, where all else agrees.
  const isDoubted =
    ids === 'other-unsaid' &&
    nameKey(left.name) !== '' &&
    nameKey(left.name) === nameKey(right.name) &&
    [left, right].every((one) => one.birthDate !== '') &&
    !birth
  const isOther = (isOtherId && !isDoubted) || (name && birth && ids !== 'same')
  return { type: isOther ? 'other-patient' : 'unsure', changes }
}

/** `other-unsaid`: they differ, and of each pair one does not say who gave it. */
type Relation = 'same' | 'other' | 'other-unsaid' | 'unknown'

function relationOf(left: Patient['ids'], right: Patient['ids']): Relation {
  let found: Relation = 'unknown'
  for (const one of left) {
    for (const other of right) {
      const isOfOne =
        one.issuer === undefined ||
        other.issuer === undefined ||
        normal(one.issuer) === normal(other.issuer)
      if (!isOfOne) continue
      if (normal(one.value) === normal(other.value)) return 'same'
      const isUnsaid = (one.issuer === undefined) !== (other.issuer === undefined)
      if (!isUnsaid) found = 'other'
      else if (found === 'unknown') found = 'other-unsaid'
    }
  }
  return found
}

/** Where a side says nothing, nothing differs. */
function differs(left: string, right: string): boolean {
  return left !== '' && right !== '' && left !== right
}

/** By the digits that both have: a year alone is not another date than a day of it. */
function datesDiffer(left: string, right: string): boolean {
  const [one, other] = [left.replaceAll(/\D/gu, ''), right.replaceAll(/\D/gu, '')]
  const digits = Math.min(one.length, other.length, 8)
  return digits >= 4 && one.slice(0, digits) !== other.slice(0, digits)
}

/** Without case, accents, marks and order, which each format has of its own. */
function nameKey(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
  return (words ?? []).toSorted().join(' ')
}

function normal(text: string): string {
  return text.trim().toLowerCase()
}

function idWords({ ids }: Patient): string {
  return ids.map(({ value }) => value).join(', ')
}
