let last = 0

/** Unique in this tab; `crypto.randomUUID` is missing on plain http. */
export function newKey(): string {
  last += 1
  return `upload-${last}`
}
