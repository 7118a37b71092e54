import { formatBytes } from '#lib/format.ts'
import type { TimelineItem } from './timeline.ts'

/** What happened, in one short sentence without its subject: "Content replaced". */
export function eventWords({ event, sameAs, fields }: TimelineItem): string {
  switch (event) {
    case 'created':
      return 'Created'
    case 'deleted':
      return 'Deleted'
    case 'undeleted':
      return 'Restored after a deletion'
    case 'restored':
      return `${sameAs ?? 'An earlier version'} restored`
    case 'content-replaced':
      return 'Content replaced'
    case 'fields-changed':
      return `Changed: ${fields.join(', ').toLowerCase()}`
    case 'content-and-fields':
      return `Content replaced; changed: ${fields.join(', ').toLowerCase()}`
    case 'saved-again':
      return 'Saved again, nothing changed'
    case 'changed':
      return 'Changed'
  }
}

/** "12 kB larger", "3 bytes smaller", "same size"; nothing where it is not known. */
export function deltaWords(delta: number | undefined): string | undefined {
  if (delta === undefined) return undefined
  if (delta === 0) return 'same size'
  return `${formatBytes(Math.abs(delta))} ${delta > 0 ? 'larger' : 'smaller'}`
}
