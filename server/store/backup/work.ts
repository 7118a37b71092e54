import { promises as fs } from 'node:fs'
import { StoreFull } from '../errors.ts'
import { storeErrorOf } from '../sqlite/database.ts'

/** How far a long work on a backup is. */
export type Progress =
  | { kind: 'database'; share: number }
  | { kind: 'contents'; done: number; contents: number; read: number; bytes: number }

export interface Work {
  /** What is under way ends with its reason. */
  signal: AbortSignal
  tell: (progress: Progress) => void
}

/** Adds up what is told in pieces. */
export function telling(
  { tell }: Work,
  all: { contents: number; bytes: number },
): { told: (bytes: number) => void; done: () => void } {
  const now = { done: 0, read: 0 }
  const say = () => tell({ kind: 'contents', ...now, ...all })
  return {
    told: (bytes) => {
      now.read += bytes
      say()
    },
    done: () => {
      now.done += 1
      say()
    },
  }
}

/** @throws StoreFull when the disk has fewer bytes left: early, before it is filled */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { blocks, bavail, bsize } = await fs.statfs(folder)
  // Some file systems do not say.
  if (blocks > 0 && bavail * bsize < bytes)
    throw new StoreFull(
      `The disk of ${folder} has ${bavail * bsize} bytes left, and ${bytes} are needed. Make room, or name a folder on another disk.`,
    )
}

/** @throws StoreFull for whatever a full disk makes fail; all else as it is */
export async function tellingFull<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isFull(error) || (error instanceof StoreFull && error.cause === undefined)) throw error
    throw new StoreFull(
      `The disk of ${folder} is full. What was copied so far is not usable yet: make room and start again, which goes on with it, or remove the folder.`,
      { cause: error },
    )
  }
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT' || storeErrorOf(error) instanceof StoreFull
}
