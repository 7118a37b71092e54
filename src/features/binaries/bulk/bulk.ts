/** The same change to many Binaries, as values: what is sent for each, what came of each, and what takes it back. */
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import type { Replaced } from '#api/binaries/types.ts'
import { isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { withLanguage, withSecurityReference } from '#fhir/binary/field-edits.ts'
import { smallestPatch } from '#fhir/patch/smallest-patch.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { languageProblem, referenceProblem } from '#fhir/validate.ts'
import type { BinaryRow } from '../list/rows.ts'

export type BulkAction =
  | { kind: 'remove' }
  /** An empty value removes it. */
  | { kind: 'language'; value: string }
  /** A reference; an empty value removes it. */
  | { kind: 'securityContext'; value: string }
  /** Back to what each was at an instant. What has no plan is left alone. */
  | { kind: 'past'; plans: ReadonlyMap<string, PastPlan> }

/** Those that say the same of every row. */
export type PlainAction = Exclude<BulkAction, { kind: 'past' }>

export type RowResult =
  | { state: 'waiting' }
  | { state: 'running' }
  /** `undo`: absent where it cannot be taken back; `kept`: labels of what others changed meanwhile and was left so. */
  | { state: 'done'; undo?: RowUndo; kept?: readonly string[] }
  /** It was so before: nothing was sent. */
  | { state: 'unchanged' }
  /** It was left alone. `why`: a sentence. */
  | { state: 'skipped'; why: string }
  /** `undo`: what was tried when taking it back failed. */
  | { state: 'failed'; error: unknown; undo?: RowUndo }
  /** The user stopped before its turn. */
  | { state: 'stopped' }
  | { state: 'undone' }

/** How one row is taken back. `ifMatch` and `replaces` name what the change made: anything newer is left alone. */
export type RowUndo =
  | { kind: 'restore'; versionId: string; replaces: Replaced }
  | { kind: 'remove'; ifMatch: string }
  | { kind: 'patch'; operations: PatchOperation[]; ifMatch: string }

export type BulkResults = ReadonlyMap<string, RowResult>

/**
 * Runs `act` for each row, a few at a time. One that fails holds up none of the others; once `signal` is aborted no
 * further one begins, while those under way are waited for: what was sent is done.
 *
 * @param tell called with every result as it comes
 */
export async function runRows(
  rows: readonly BinaryRow[],
  act: (row: BinaryRow) => Promise<RowResult>,
  tell: (id: string, result: RowResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const queue = rows.values()
  const work = async () => {
    for (const row of queue) {
      if (signal.aborted) {
        tell(row.id, { state: 'stopped' })
        continue
      }
      tell(row.id, { state: 'running' })
      tell(row.id, await act(row).catch((error: unknown) => ({ state: 'failed' as const, error })))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** Enough to keep a connection busy, few enough to leave the server to others. */
const AT_ONCE = 4

type FieldAction = Exclude<PlainAction, { kind: 'remove' }>

/** What to send for a row: the smallest patch, so that nothing else of the field is lost; empty where it is so already. */
export function patchFor(
  { binary }: Pick<BinaryRow, 'binary'>,
  action: FieldAction,
): PatchOperation[] {
  return smallestPatch(binary, changed(binary, action))
}

/** What sets the field back to what the row had before. */
export function patchBack(
  { binary }: Pick<BinaryRow, 'binary'>,
  action: FieldAction,
): PatchOperation[] {
  return smallestPatch(changed(binary, action), binary)
}

function changed(binary: Binary, { kind, value }: FieldAction): Binary {
  if (value !== '') {
    return kind === 'language' ? withLanguage(binary, value) : withSecurityReference(binary, value)
  }
  const { [kind]: _, ...rest } = binary
  return rest
}

/** Whether it can be sent at all. @returns what is wrong with it otherwise */
export function checkValue(action: FieldAction): true | string {
  const { kind, value } = action
  if (value === '') return true
  return (kind === 'language' ? languageProblem(value) : referenceProblem(value)) ?? true
}

export type BulkCounts = Record<RowResult['state'], number> & { finished: number; undoable: number }

export function countResults(results: BulkResults): BulkCounts {
  const counts = {
    waiting: 0,
    running: 0,
    done: 0,
    unchanged: 0,
    skipped: 0,
    failed: 0,
    stopped: 0,
    undone: 0,
  }
  let undoable = 0
  for (const result of results.values()) {
    counts[result.state] += 1
    if (result.state === 'done' && result.undo) undoable += 1
  }
  return { ...counts, undoable, finished: results.size - counts.waiting - counts.running }
}

/** How an action is spoken of. */
export interface ActionWords {
  /** "Delete", before "3 files". */
  title: string
  /** "Deleting" */
  doing: string
  done: string
  already: string
  undone: string
}

const CHANGE: ActionWords = {
  title: 'Change',
  doing: 'Changing',
  done: 'changed',
  already: 'already set',
  undone: 'set back',
}

const ACTION_WORDS: Record<BulkAction['kind'], ActionWords> = {
  remove: {
    title: 'Delete',
    doing: 'Deleting',
    done: 'deleted',
    already: 'already deleted',
    undone: 'restored',
  },
  language: CHANGE,
  securityContext: CHANGE,
  past: {
    title: 'Restore',
    doing: 'Restoring',
    done: 'as they were then',
    already: 'already so',
    undone: 'set back',
  },
}

export function wordsOf({ kind }: BulkAction): ActionWords {
  return ACTION_WORDS[kind]
}

/** "12 files deleted · 1 failed": what came of all of them. */
export function summaryOf(action: BulkAction, results: BulkResults): string {
  const counts = countResults(results)
  const words = wordsOf(action)
  const number = (count: number, what: string) =>
    count > 0 ? `${count.toLocaleString()} ${what}` : ''
  const parts = [
    counts.done > 0 || counts.finished === 0 ? `${files(counts.done)} ${words.done}` : '',
    counts.undone > 0 ? `${files(counts.undone)} ${words.undone}` : '',
    number(counts.unchanged, words.already),
    number(counts.skipped, 'left alone'),
    number(counts.failed, 'failed'),
    number(counts.stopped, 'not started'),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** Whether it failed since somebody else has changed the file; not one that was to be taken back. */
export function metAnother(result: RowResult | undefined): boolean {
  return result?.state === 'failed' && result.undo === undefined && isConflict(result.error)
}

export function files(count: number): string {
  return count === 1 ? '1 file' : `${count.toLocaleString()} files`
}

/** One row's result in words. */
export function resultWords(action: BulkAction, result: RowResult | undefined): string {
  switch (result?.state) {
    case undefined:
    case 'waiting':
      return 'Waiting'
    case 'running':
      return 'In progress…'
    case 'done':
      return result.kept === undefined || result.kept.length === 0
        ? 'Done'
        : `Done, merged: kept what others changed (${result.kept.join(', ').toLowerCase()})`
    case 'unchanged':
      return capital(wordsOf(action).already)
    case 'skipped':
      return `Left alone: ${result.why}`
    case 'stopped':
      return 'Not started'
    case 'undone':
      return 'Undone'
    case 'failed': {
      if (isConflict(result.error)) return 'Failed: Somebody else has changed it since.'
      const { title, advice } = explainError(result.error)
      return `Failed: ${title}. ${advice}`
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
