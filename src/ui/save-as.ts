import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'

/** Milliseconds; browsers read the address a moment after the click. */
const READ_BY_THEN = 30_000

/** Hands a content to the browser to save under a name. */
export function saveAs(blob: Blob, name: string): void {
  const url = createObjectUrl(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => revokeObjectUrl(url), READ_BY_THEN)
}
