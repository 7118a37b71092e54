import type { TimelineItem } from './timeline.ts'

/** Whether a version can come back as a new one, or why not. */
export function canRestore(item: TimelineItem): true | { reason: string } {
  if (item.event === 'deleted')
    return { reason: 'This is a deletion: there is no content to restore.' }
  if (item.current) return { reason: 'This is already the current version.' }
  if (item.versionId === undefined)
    return { reason: 'The server gave this version no id, so it can’t be opened.' }
  return true
}
