/** Whether two contents hold the same bytes. Read in slices, so that two large files never sit in memory whole. */
export async function identicalBlobs(left: Blob, right: Blob): Promise<boolean> {
  if (left.size !== right.size) return false
  for (let start = 0; start < left.size; start += SLICE) {
    const [one, two] = await Promise.all([bytes(left, start), bytes(right, start)])
    if (one.some((byte, index) => byte !== two[index])) return false
  }
  return true
}

const SLICE = 4 * 1024 * 1024

async function bytes(blob: Blob, start: number): Promise<Uint8Array> {
  return new Uint8Array(await blob.slice(start, start + SLICE).arrayBuffer())
}
