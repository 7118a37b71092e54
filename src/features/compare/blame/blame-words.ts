import { reasonWords } from '#fhir/attribution.ts'
import { formatBytes } from '#lib/format.ts'
import { counted, listed } from '../changes.ts'
import { versionWords } from '../words/version-words.ts'
import type { Followed } from './follow-history.ts'
import { linesByOrigin, OPEN } from './follow-lines.ts'
import type { BlameVersion } from './use-blame.ts'

/** Why there may be older versions than those that are known. */
export type Beyond =
  | { kind: 'none' }
  /** They can be loaded. */
  | { kind: 'more'; onOlder: () => void }
  /** The list shows only what was saved since a day. */
  | { kind: 'hidden' }

/** "3"; the whole title where it has no number. */
export function shortTitle({ title }: BlameVersion): string {
  return title.replace(/^Version (?=\S+$)/u, '')
}

/** "Version 3, 3 May 2026, 10:00, by Ann. Reason: treatment": all there is to tell of a version. */
export function originWords(version: BlameVersion, isOpen: boolean): string {
  const { title, reason } = version
  const words = versionWords({ ...version, title: isOpen ? `${title} or earlier` : title })
  return reason === undefined ? words : `${words}. Reason: ${reasonWords(reason)}`
}

/** What came of it in one sentence: "12 lines, from 3 versions by 2 people." */
export function summaryWords(
  { lines }: Pick<Followed<unknown>, 'lines'>,
  versions: readonly BlameVersion[],
): string {
  const origins = [...linesByOrigin(lines).keys()]
  const people = new Set(origins.flatMap((at) => versions[at]?.author ?? []))
  const all = counted(lines.origins.length, 'line')
  const open = lines.open === 0 ? '' : ` ${counted(lines.open, 'line')} may be older than that.`
  if (origins.length === 0) return `${all}.${open}`
  const by =
    people.size === 0 ? '' : ` by ${people.size === 1 ? '1 person' : `${people.size} people`}`
  return `${all}, from ${counted(origins.length, 'version')}${by}.${open}`
}

/** "So far back to version 12." and why no further; nothing where all is known. */
export function reachWords(
  { lines, next, tooLarge }: Followed<unknown>,
  versions: readonly BlameVersion[],
  beyond: Beyond,
): string | undefined {
  if (lines.open === 0) return undefined
  const reached = `So far back to ${lower(versions[lines.reached])}.`
  if (tooLarge !== undefined) {
    return `${reached} ${versions[next]?.title ?? 'The next'} has ${formatBytes(tooLarge)}, which is too large for its lines to be followed.`
  }
  if (next < versions.length) return reached
  if (beyond.kind === 'more') return `${reached} Older versions are not loaded.`
  return beyond.kind === 'hidden'
    ? `${reached} Older versions are hidden by the date above the list.`
    : reached
}

/** What is to be said of the way there: what was passed over, and what was not looked for. */
export function remarksOn(
  { passed, rough }: Followed<unknown>,
  versions: readonly BlameVersion[],
): string[] {
  const deletions = passed.filter(({ why }) => why === 'deletion')
  const unnamed = passed.filter(({ why }) => why === 'no-id')
  const others = passed.flatMap(({ at, why }) =>
    why === 'deletion' || why === 'no-id'
      ? []
      : [`${versions[at]?.title ?? 'A version'} (${why.what})`],
  )
  const overs = [
    ...(others.length > 0
      ? [`${listed(others)} ${others.length === 1 ? 'is not a text' : 'are not texts'}`]
      : []),
    ...(deletions.length > 0
      ? [
          `${listed(titles(deletions, versions))} ${deletions.length === 1 ? 'is a deletion' : 'are deletions'}`,
        ]
      : []),
    ...(unnamed.length > 0
      ? [`${listed(titles(unnamed, versions))} can’t be opened, as the server gave no id`]
      : []),
  ]
  return [
    ...(overs.length > 0
      ? [
          `Passed over: ${overs.join('; ')}. A line that stands before and after counts as the same line.`,
        ]
      : []),
    ...(rough.length > 0
      ? [
          `${listed(rough.map((at) => versions[at]?.title ?? 'A version'))} and the version after have so little in common that not every shared line was looked for: some lines may be older than shown.`,
        ]
      : []),
  ]
}

/** From 5 for the newest of them to 1: how wide the bar beside a line is. */
export function agesOf(origins: Iterable<number>): Map<number, number> {
  const all = [...new Set(origins)]
    .filter((at) => at !== OPEN)
    .toSorted((one, other) => one - other)
  return new Map(all.map((at, rank) => [at, 5 - Math.floor((rank * 5) / all.length)]))
}

function titles(passed: readonly { at: number }[], versions: readonly BlameVersion[]): string[] {
  return passed.map(({ at }) => versions[at]?.title ?? 'A version')
}

function lower(version: BlameVersion | undefined): string {
  return version === undefined ? 'the oldest' : version.title.replace(/^V/u, 'v')
}
