import { randomBytes } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files of one size on the disk, for one part of the measurement. */
export interface UploadFiles {
  paths: string[]
  /** Of each, in bytes. */
  size: number
  /** Gives each file a new beginning, so that no turn finds its bytes stored already. */
  renew: () => Promise<void>
  remove: () => Promise<void>
}

const PIECE = 8 * 1024 * 1024

/** Makes them in a temporary folder of their own, of bytes that nothing can compress. */
export async function makeUploadFiles(count: number, size: number): Promise<UploadFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-upload-'))
  const piece = randomBytes(Math.min(size, PIECE))
  const paths: string[] = []
  for (let at = 0; at < count; at += 1) {
    const path = join(folder, `scan ${String(at + 1).padStart(4, '0')}.bin`)
    await writeRepeated(path, piece, size)
    paths.push(path)
  }
  const renew = async () => {
    for (const path of paths) {
      const file = await open(path, 'r+')
      await file.write(randomBytes(32), 0, 32, 0)
      await file.close()
    }
  }
  await renew()
  return { paths, size, renew, remove: () => rm(folder, { recursive: true, force: true }) }
}

async function writeRepeated(path: string, piece: Buffer, size: number): Promise<void> {
  const file = await open(path, 'w')
  for (let written = 0; written < size; written += piece.length) {
    await file.write(piece, 0, Math.min(piece.length, size - written))
  }
  await file.close()
}
