import { shortAuthor } from '#fhir/attribution.ts'
import { formatDateTime } from '#lib/format.ts'

/** What is known of a version: its title, when it was saved, and by whom. */
interface ToldVersion {
  /** "Version 3" */
  title: string
  /** An instant, or whatever a server gave for one. */
  at: string | undefined
  author: string | undefined
}

/** "Version 3, 3 May 2026, 10:00, by Ann" */
export function versionWords({ title, at, author }: ToldVersion): string {
  return [
    title,
    ...(at === undefined ? [] : [isInstant(at) ? formatDateTime(at) : at]),
    ...(author === undefined ? [] : [`by ${shortAuthor(author)}`]),
  ].join(', ')
}

function isInstant(value: string): boolean {
  return !Number.isNaN(new Date(value).getTime())
}
