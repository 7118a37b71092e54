import type { TimelineItem } from './timeline.ts'

/** Whether a version can come back as a new one, or why not. */
export function canRestore(item: TimelineItem): true | { reason: string } {
  if (item.event === 'deleted')
    return { reason: 'This is the deletion itself: it has no content to restore.' }
  if (item.current) return { reason: 'This version is the current one already.' }
  if (item.versionId === undefined)
    return { reason: 'This server gave the version no id, so it cannot be read.' }
  return true
}
