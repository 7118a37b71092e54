import type { Binary } from '../types.ts'
import type { BinaryCriteria } from './criteria.ts'

/** What every server can search for, in a file of its own: the console's first load needs no more. */
export type PlainCriteria = Pick<BinaryCriteria, 'ids' | 'languages'>

/** Ids are compared exactly, languages as whole codes without regard to case. */
export function matchesPlain(binary: Binary, { ids, languages }: PlainCriteria): boolean {
  const language = binary.language?.toLowerCase()
  return (
    ids.every((group) => binary.id !== undefined && group.includes(binary.id)) &&
    languages.every((codes) => codes.some((code) => code.toLowerCase() === language))
  )
}

/** The languages that a reader typed, any of which will do: `de, en`. */
export function typedLanguages(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
