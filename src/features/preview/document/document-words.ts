import type { FlowNote, TrackedChange } from '#formats/flow/flow-document.ts'

/** A moment as people write it; `undefined` for what is none. */
export function dateWords(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) return undefined
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

export function noteName(type: FlowNote['type']): string {
  return { footnote: 'Footnote', endnote: 'Endnote', comment: 'Comment' }[type]
}

/** "inserted by Dr. Okafor, 3 May 2026, 14:20" */
export function changeWords({ type, isMove, author, date }: TrackedChange): string {
  const what = isMove === true ? { inserted: 'moved here', deleted: 'moved away' }[type] : type
  const by = author === undefined || author === '' ? '' : ` by ${author}`
  const when = dateWords(date) ?? date
  return `${what}${by}${when === undefined ? '' : `, ${when}`}`
}

/** The id of a top-level block of the part in view. */
export function blockId(prefix: string, block: number): string {
  return `${prefix}-b-${block}`
}

/** What a top-level block can be gone to by; others have none of it. */
export interface Own {
  id?: string
  tabIndex?: number
}
