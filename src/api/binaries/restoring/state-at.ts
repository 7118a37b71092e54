import { contentSha1, contentSha256, contentSize } from '#fhir/binary/binary.ts'
import { contentRelation, fieldChanges } from '#fhir/binary/field-changes.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'
import type { BinaryState, Replaced } from '../types.ts'

/** How a Binary stood at an instant, by the clock of its server. */
export type Then =
  /** `binary`: its fields, where the history has them. */
  | { kind: 'live'; versionId: string; binary: Binary | undefined }
  | { kind: 'deleted' }
  /** It had not been created yet. */
  | { kind: 'absent' }
  /** `why`: a sentence. */
  | { kind: 'unknown'; why: string }

/** What makes a Binary as it was at an instant. */
export type PastPlan =
  | {
      kind: 'restore'
      versionId: string
      /** What is current now: the restore must find it so. */
      replaces: Replaced
      content: 'same' | 'different' | 'unknown'
      /** Labels of the fields that would change; `undefined` where they are not known. */
      fields: readonly string[] | undefined
    }
  /** It was deleted then, and lives now. */
  | { kind: 'delete'; replaces: Replaced }
  /** It is now as it was then. */
  | { kind: 'already'; wasDeleted: boolean }
  | { kind: 'absent' }
  | { kind: 'unknown'; why: string }

/**
 * The newest entry that is not later than the instant, in whatever order the entries come.
 * @param instant milliseconds since 1970
 * @param isWhole whether the entries reach back to the first version
 */
export function stateAt(entries: readonly HistoryEntry[], instant: number, isWhole: boolean): Then {
  const until = entries.filter((entry) => (timeOf(entry) ?? Infinity) <= instant)
  const newest = Math.max(...until.map((entry) => timeOf(entry) ?? 0))
  const last = lastOf(until.filter((entry) => timeOf(entry) === newest))
  const untimed = entries.filter((entry) => timeOf(entry) === undefined)
  if (last === 'tie') return { kind: 'unknown', why: 'Several versions carry the same time.' }
  // A version without a time may have been the one, unless its number says that it came before.
  if (untimed.some((entry) => last === undefined || !isBefore(entry, last))) {
    return { kind: 'unknown', why: 'The server does not say when each version was saved.' }
  }
  if (last === undefined) {
    return isWhole && !isCutShort(entries)
      ? { kind: 'absent' }
      : { kind: 'unknown', why: 'Its history does not reach back that far.' }
  }
  if (last.kind === 'deletion') return { kind: 'deleted' }
  const { versionId, resource } = last
  return versionId === undefined
    ? { kind: 'unknown', why: 'The server does not say which version it was.' }
    : { kind: 'live', versionId, binary: resource }
}

/** What makes `now` as it was `then`; what would change nothing is not done. */
export function planFor(now: BinaryState, then: Then): PastPlan {
  const { state, versionId } = now
  const replaces: Replaced = { state, ...(versionId === undefined ? {} : { versionId }) }
  switch (then.kind) {
    case 'absent':
    case 'unknown':
      return then
    case 'deleted':
      return now.state === 'deleted'
        ? { kind: 'already', wasDeleted: true }
        : { kind: 'delete', replaces }
    case 'live': {
      if (now.state === 'deleted') {
        return restoring(then.versionId, replaces, 'different', undefined)
      }
      if (now.versionId === then.versionId) return { kind: 'already', wasDeleted: false }
      const { binary } = then
      if (binary === undefined) return restoring(then.versionId, replaces, 'unknown', undefined)
      const content = contentRelation(sums(now.binary), sums(binary))
      const fields = fieldChanges(now.binary, binary).map(({ label }) => label)
      if (content === 'same' && fields.length === 0) return { kind: 'already', wasDeleted: false }
      return restoring(then.versionId, replaces, content, fields)
    }
  }
}

function restoring(
  versionId: string,
  replaces: Replaced,
  content: 'same' | 'different' | 'unknown',
  fields: readonly string[] | undefined,
): PastPlan {
  return { kind: 'restore', versionId, replaces, content, fields }
}

/** Some servers forget the first versions: then the oldest of a counted history is not the first. */
function isCutShort(entries: readonly HistoryEntry[]): boolean {
  return entries.length > 0 && entries.every((entry) => (numberOf(entry) ?? 0) > 1)
}

/** Of entries of one time the one with the highest number; `tie` where that does not tell, in whatever order they come. */
function lastOf(entries: readonly HistoryEntry[]): HistoryEntry | 'tie' | undefined {
  const isRepeat = (one: HistoryEntry, other: HistoryEntry) =>
    one.versionId === other.versionId && one.kind === other.kind
  const different = entries.filter(
    (entry, at) => entries.findIndex((other) => isRepeat(other, entry)) === at,
  )
  if (different.length < 2) return different[0]
  const numbers = different.map((entry) => numberOf(entry) ?? Number.NaN)
  // Not a number where one of them does not count.
  const highest = Math.max(...numbers)
  const [last, ...others] = different.filter((_, at) => numbers[at] === highest)
  return last === undefined || others.length > 0 ? 'tie' : last
}

function isBefore(entry: HistoryEntry, other: HistoryEntry): boolean {
  const [one, two] = [numberOf(entry), numberOf(other)]
  return one !== undefined && two !== undefined && one < two
}

/** Version ids are opaque; most servers count. */
function numberOf({ versionId }: HistoryEntry): number | undefined {
  return /^\d{1,15}$/.test(versionId ?? '') ? Number(versionId) : undefined
}

/** Milliseconds since 1970; some servers write an HTTP date where FHIR has an instant. */
export function timeOf({ lastUpdated }: HistoryEntry): number | undefined {
  const time = Date.parse(lastUpdated ?? '')
  return Number.isNaN(time) ? undefined : time
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
