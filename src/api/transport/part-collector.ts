/** Gathers bytes into a Blob, which a browser may move to the disk, every few megabytes. */
export function createPartCollector(): {
  add(bytes: Uint8Array<ArrayBuffer>): void
  blob(type?: string): Blob
} {
  let blobs: Blob[] = []
  let loose: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  return {
    add(bytes) {
      if (bytes.length === 0) return
      loose.push(bytes)
      size += bytes.length
      if (size < 8 * 1024 * 1024) return
      blobs.push(new Blob(loose))
      loose = []
      size = 0
    },
    blob(type) {
      const blob = new Blob([...blobs, ...loose], type === undefined ? {} : { type })
      blobs = []
      loose = []
      return blob
    },
  }
}
