import { randomBytes } from 'node:crypto'
import { promises as fs, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { StoreFull } from '../errors.ts'
import type { Place, Room, RoomState } from '../store.ts'

/**
 * Room that is kept for the database and the audit log, in two ways. Who wants to store something is refused as soon as
 * less than the reserve is left on the disk. And a quarter of it again is a file that takes up its place: when others fill
 * the disk to its end, it is given up piece by piece, so that who reads what can still be recorded.
 */
export class Reserve implements Room {
  readonly #folder: string
  readonly #file: string
  readonly #place: Pick<Place, 'look'>
  readonly #bytes: number
  readonly #timer: NodeJS.Timeout | undefined
  #last: { at: number; state: Promise<RoomState> } | undefined
  #filling: Promise<void> | undefined
  #closed = false

  /**
   * @param bytes that are to be left on the disk, but never more than an eighth of it; 0 for none
   * @param place nothing is written into another folder that is in the place of this one
   */
  constructor(folder: string, bytes: number, place: Pick<Place, 'look'>) {
    this.#folder = folder
    this.#place = place
    this.#file = fileOf(folder)
    this.#bytes = bytes
    if (bytes === 0) return
    this.#timer = setInterval(() => void this.fill(), FILL_EVERY)
    this.#timer.unref()
    void this.fill()
  }

  async check(within = 0): Promise<void> {
    const { free, least } = await this.state(within)
    if (free < least)
      throw new StoreFull('What is left on the disk is kept for the database and the audit log.')
  }

  state(within = 0): Promise<RoomState> {
    const now = performance.now()
    if (!this.#last || now - this.#last.at > within) this.#last = { at: now, state: this.#look() }
    return this.#last.state
  }

  /** Gives up a piece of the file, for a record that has to be written. @returns whether there was any */
  giveUp(): boolean {
    try {
      const size = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0
      if (size === 0) return false
      this.#last = undefined
      truncateSync(this.#file, Math.max(size - PIECE, 0))
      return true
    } catch {
      return false
    }
  }

  /** Makes the file as large as it should be, once there is room for it. It never rejects. */
  fill(): Promise<void> {
    this.#filling ??= this.#fill()
      .catch(() => undefined)
      .finally(() => {
        this.#filling = undefined
      })
    return this.#filling
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#filling
  }

  async #look(): Promise<RoomState> {
    const { blocks, bavail, bsize } = await fs.statfs(this.#folder)
    // Some file systems do not say.
    if (blocks === 0) return { free: Infinity, least: 0 }
    return { free: bavail * bsize, least: Math.min(this.#bytes, (blocks * bsize) / 8) }
  }

  async #fill(): Promise<void> {
    if ((await this.#place.look()).kind === 'away') return
    const { free, least } = await this.#look()
    const wanted = Math.floor(least / 4)
    let size = (await fs.stat(this.#file).catch(() => undefined))?.size ?? 0
    if (size >= wanted || free < 2 * least + (wanted - size)) return
    const file = await fs.open(this.#file, 'a', 0o600)
    try {
      while (size < wanted && !this.#closed) {
        // Zeros, or a hole, would take up no place on some file systems.
        const piece = randomBytes(Math.min(PIECE, wanted - size))
        await file.appendFile(piece)
        size += piece.byteLength
      }
      await file.datasync()
    } finally {
      await file.close()
    }
  }
}

/**
 * For whoever opens the folder on a disk that is full to its end: as much of the file is given up as opening takes, so that a
 * server that is started again answers, and what makes room can run.
 */
export async function makeRoomToOpen(folder: string): Promise<void> {
  const { blocks, bavail, bsize } = await fs.statfs(folder)
  const missing = TO_OPEN - bavail * bsize
  if (blocks === 0 || missing <= 0) return
  const { size } = (await fs.stat(fileOf(folder)).catch(() => undefined)) ?? { size: 0 }
  if (size > 0) await fs.truncate(fileOf(folder), Math.max(size - missing, 0))
}

function fileOf(folder: string): string {
  return join(folder, 'reserve')
}

/** Bytes: what SQLite keeps beside a database while it is open, and a few writes. */
const TO_OPEN = 512 * 1024
/** Bytes that are given up at a time. */
const PIECE = 256 * 1024
/** Milliseconds. */
const FILL_EVERY = 10_000
