/** Create, read, update, delete and search, as SMART's scopes have them. */
type Letter = 'c' | 'r' | 'u' | 'd' | 's'

/** What a token may be used for, beside what its owner may do. */
export type Permits = 'all' | ReadonlySet<Letter>

/**
 * What the scopes of a token leave of its owner's rights (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html).
 * Where none of them is SMART's, the provider does not speak of resources, and nothing is taken away. Otherwise they are all
 * that is permitted: those of `user/` and `system/` for Binary or everything. Those of `patient/`, and those with a query,
 * limit a token to some files, which is not looked after here, so that they permit nothing.
 * @param scopes separated by blanks
 */
export function permitsOf(scopes: string): Permits {
  const found = scopes.split(/\s+/).filter((scope) => /^(?:patient|user|system)\//.test(scope))
  if (found.length === 0) return 'all'
  return new Set(found.flatMap((scope) => lettersOf(FILES.exec(scope)?.[1] ?? '')))
}

/** What is written otherwise permits nothing. */
const FILES = /^(?:user|system)\/(?:\*|Binary)\.(read|write|\*|c?r?u?d?s?)$/

function lettersOf(actions: string): Letter[] {
  if (actions === 'read') return ['r', 's']
  if (actions === 'write') return ['c', 'u', 'd']
  if (actions === '*') return ['c', 'r', 'u', 'd', 's']
  return actions.split('') as Letter[]
}

/** @param interaction as the audit log names it */
export function permitsInteraction(permits: Permits, interaction: string): boolean {
  if (permits === 'all') return true
  const needed = NEEDS[interaction] ?? []
  return needed.some((letters) =>
    letters.split('').every((letter) => permits.has(letter as Letter)),
  )
}

/** Whether it may be used to change anything. */
export function permitsWriting(permits: Permits): boolean {
  return permits === 'all' || permits.has('c') || permits.has('u') || permits.has('d')
}

/** What each needs: all letters of one of these. No scope for files covers what is not here, such as the audit log. */
const NEEDS: Record<string, readonly string[]> = {
  'sign-out': [''],
  organizations: [''],
  capabilities: [''],
  'search-parameter': [''],
  'upload-options': [''],
  // What is not there.
  unknown: [''],
  create: ['c'],
  read: ['r'],
  vread: ['r'],
  'history-instance': ['r'],
  update: ['u'],
  patch: ['u'],
  delete: ['d'],
  search: ['s'],
  'history-type': ['s'],
  batch: ['cu'],
  'upload-begin': ['c', 'u'],
  'upload-part': ['c', 'u'],
  'upload-look': ['c', 'u'],
  'upload-end': ['c', 'u'],
}
