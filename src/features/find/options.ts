import { contextsAmong, rankFile, type FoundContext } from '#api/binaries/find/rank.ts'
import type { Typed } from '#api/binaries/find/typed.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { Binary } from '#fhir/types.ts'

/** A line of the suggestions. What one chooses leads to a page; the others do something and stay. */
export type FindOption =
  /** `exact`: what was typed is its id. */
  | { kind: 'file'; id: string; binary: Binary; exact: boolean }
  | { kind: 'context'; context: SuggestedContext }
  /** Ids of which nothing is known. */
  | { kind: 'ids'; ids: readonly string[] }
  /** The words in the list's own search for what is inside the files. */
  | { kind: 'inside'; words: string }
  | { kind: 'all'; words: string; files: number | undefined }
  | { kind: 'load' }
  | { kind: 'stop' }
  | { kind: 'retry' }

export interface SuggestedContext extends Omit<FoundContext, 'files'> {
  /** How many files have it; `undefined` where that is not known. */
  files: number | undefined
}

/** What is known so far about what was typed. */
export interface Found {
  typed: Typed
  /** The best first. */
  files: readonly Binary[]
  contexts: readonly SuggestedContext[]
  /** How many files there are in all, where that is known. */
  count: number | undefined
  /** The file whose id was typed. */
  exact: Binary | undefined
  /** Those that were opened last, for a field in which nothing is typed. */
  recent: readonly Binary[]
  progress: Progress
  /** Whether the server finds words inside the files. */
  findsInside: boolean
}

export type Progress =
  | { kind: 'looking' }
  | { kind: 'failed'; error: Error }
  /** The server has looked at all files. */
  | { kind: 'by-server'; total: number | undefined }
  | {
      kind: 'by-console'
      why: 'undeclared' | 'ignored' | 'refused'
      /** Files that were looked at. */
      looked: number
      /** Of how many, where the server says so. */
      total: number | undefined
      rest: 'none' | 'not-loaded' | 'loading'
    }

/** Security contexts that are suggested at once. */
export const MOST_CONTEXTS = 2

/** Files that were opened last, for a field in which nothing is typed. */
const MOST_RECENT = 5

/** The lines of the suggestions: never none, and the way to all results is always the last. */
export function optionsOf(found: Found): FindOption[] {
  const { typed, exact, recent } = found
  const all: FindOption = { kind: 'all', words: '', files: undefined }
  switch (typed.kind) {
    case 'nothing':
      return [...recent.slice(0, MOST_RECENT).map((file) => fileOption(file, false)), all]
    case 'ids':
      return [
        exact === undefined ? idsOption(typed.ids) : fileOption(exact, true),
        ...(found.progress.kind === 'failed' ? doneHere(found.progress) : []),
      ]
    case 'words':
      return optionsOfWords(found, typed)
  }
}

function optionsOfWords(
  found: Found,
  { words, ids }: Extract<Typed, { kind: 'words' }>,
): FindOption[] {
  const { exact, progress, contexts } = found
  const files = found.files.filter(({ id }) => id !== exact?.id)
  const suggested = contexts.map((context): FindOption => ({ kind: 'context', context }))
  const nothing = files.length === 0 && exact === undefined
  const settled = progress.kind !== 'looking'
  return [
    ...(exact ? [fileOption(exact, true)] : []),
    // The patient alone was asked for, or a file of theirs.
    ...(isContextMeant(contexts, words) ? suggested : []),
    ...files.map((file) => fileOption(file, false)),
    ...(isContextMeant(contexts, words) ? [] : suggested),
    ...doneHere(progress),
    ...(settled && (ids.length > 1 || (ids.length === 1 && nothing)) ? [idsOption(ids)] : []),
    ...(found.findsInside ? [{ kind: 'inside', words } as const] : []),
    { kind: 'all', words, files: found.count },
  ]
}

/** Whether all that was typed is in the security context. */
function isContextMeant(contexts: readonly SuggestedContext[], words: string): boolean {
  return contexts.some(({ binary }) => {
    const { securityContext } = binary
    return (
      securityContext !== undefined &&
      contextsAmong([binary], wordsOf(words)).length > 0 &&
      rankFile({ resourceType: 'Binary', securityContext }, wordsOf(words)) !== undefined
    )
  })
}

function doneHere(progress: Progress): FindOption[] {
  if (progress.kind === 'failed') return [{ kind: 'retry' }]
  if (progress.kind !== 'by-console') return []
  if (progress.rest === 'loading') return [{ kind: 'stop' }]
  return progress.rest === 'not-loaded' ? [{ kind: 'load' }] : []
}

function fileOption(binary: Binary, exact: boolean): FindOption {
  return { kind: 'file', id: binary.id ?? '', binary, exact }
}

function idsOption(ids: readonly string[]): FindOption {
  return { kind: 'ids', ids }
}

/** The same for the same line of two lists: what is active stays active while others come. */
export function keyOf(option: FindOption): string {
  switch (option.kind) {
    case 'file':
      return `file-${option.id}`
    case 'context':
      return `context-${option.context.key}`
    // One takes the other's place.
    case 'stop':
      return 'load'
    case 'ids':
    case 'inside':
    case 'all':
    case 'load':
    case 'retry':
      return option.kind
  }
}

export type StepKey = 'ArrowDown' | 'ArrowUp' | 'Home' | 'End'

/** Where a key leads; behind the last line and before the first one, back to the text (`undefined`). */
export function nextOption(
  options: readonly FindOption[],
  active: FindOption | undefined,
  key: StepKey,
): FindOption | undefined {
  const at = active === undefined ? -1 : options.indexOf(active)
  switch (key) {
    case 'ArrowDown':
      return options[at + 1]
    case 'ArrowUp':
      return at === -1 ? options.at(-1) : options[at - 1]
    case 'Home':
      return options[0]
    case 'End':
      return options.at(-1)
  }
}
