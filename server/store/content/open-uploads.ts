import type { ContentRef, KeptContent, Lease, StagedContent } from '../contents.ts'
import { StoreConflict } from '../errors.ts'
import type { Opened, Upload, UploadKey, UploadRows, UploadStore } from '../uploads.ts'
import type { ContentPlaces } from './content-home.ts'
import { GrowingHash } from './growing-hash.ts'
import { keep } from './keep-content.ts'
import { release } from './remove-contents.ts'
import { UploadPart } from './upload-part.ts'
import type { PartSink } from './upload-part.ts'

/** Where the bytes of uploads are: a file that grows, or objects of a bucket. */
export interface UploadBytes {
  /** @throws StoreFull when there are fewer bytes left */
  checkRoom(bytes: number): Promise<void>
  /** For a run of bytes from `offset` on. */
  sink(id: string, offset: number): PartSink
  /** Bytes that are kept. */
  read(id: string, from: number, to: number): AsyncIterable<Uint8Array>
  /**
   * Makes a content of all of it, durably; the upload's own bytes stay.
   * @throws ContentLost when they are gone
   */
  adopt(upload: Upload, content: ContentRef, lease: Lease): Promise<void>
  /** The ids of all that have bytes. */
  list(): Promise<string[]>
  /** @returns the bytes of what is removed, if there was anything */
  remove(id: string): Promise<number>
}

interface Places {
  contents: ContentPlaces
  bytes: UploadBytes
  rows: UploadRows
}

/**
 * Uploads whose bytes are kept part by part; what is known of them are rows of the database. Those of a finished one become a
 * content and stay, so that they are there still when the commit does not come.
 */
export async function openUploads(
  places: Places,
): Promise<UploadStore & { close(): Promise<void> }> {
  const uploads = new PartUploads(places)
  await uploads.expire()
  return uploads
}

class PartUploads implements UploadStore {
  readonly #contents: ContentPlaces
  readonly #bytes: UploadBytes
  readonly #rows: UploadRows
  readonly #parts = new Map<string, UploadPart>()
  /** Those that are about to be in `#parts`. */
  readonly #opening = new Set<string>()
  readonly #hashes = new Map<string, GrowingHash>()
  /** Of which contents are being made, and of how many each. */
  readonly #adopting = new Map<string, number>()

  constructor({ contents, bytes, rows }: Places) {
    this.#contents = contents
    this.#bytes = bytes
    this.#rows = rows
  }

  async begin(...[upload, limits]: Parameters<UploadStore['begin']>) {
    await this.#bytes.checkRoom(upload.length)
    return this.#rows.add(upload, limits)
  }

  async find(key: UploadKey): Promise<Upload | undefined> {
    if (await this.#rows.find(key)) await this.#parts.get(key.id)?.yieldIfSilent()
    return this.#rows.find(key)
  }

  async open(key: UploadKey, offset: number, { steadily }: { steadily: boolean }): Promise<Opened> {
    // Of this one by this owner alone: nobody else is told that it is there.
    const opening = `${key.organizationId}/${key.owner}/${key.id}`
    if (this.#opening.has(opening)) return { kind: 'locked' }
    this.#opening.add(opening)
    try {
      const found = await this.find(key)
      if (!found || found.became) return { kind: 'missing' }
      if (this.#parts.has(key.id)) return { kind: 'locked' }
      if (!(await this.#rows.take(key))) return { kind: 'locked' }
      const upload = await this.#rows.find(key)
      if (upload?.offset === offset && !upload.became) return this.#begin(key, upload, steadily)
      await this.#release(key)
      if (!upload || upload.became) return { kind: 'missing' }
      return { kind: 'elsewhere', offset: upload.offset }
    } finally {
      this.#opening.delete(opening)
    }
  }

  #begin(key: UploadKey, { offset, length }: Upload, steadily: boolean): Opened {
    const hash = this.#hash(key.id)
    const part = new UploadPart({
      sink: this.#bytes.sink(key.id, offset),
      offset,
      length,
      steadily,
      checkRoom: () => this.#bytes.checkRoom(0),
      save: async (saved, segments, expires) => {
        if (!(await this.#rows.save(key, saved, { segments, expires })))
          throw new StoreConflict('This upload has ended, or somebody else writes to it.')
      },
      arrived: (bytes, from) => hash.take(bytes, from),
      release: async (saved) => {
        hash.end(saved)
        this.#parts.delete(key.id)
        await this.#release(key)
      },
    })
    this.#parts.set(key.id, part)
    hash.begin(offset)
    return { kind: 'opened', writer: part }
  }

  content(upload: Upload): StagedContent {
    const { id } = upload
    let keeping: Promise<{ content: KeptContent; lease: Lease }> | undefined
    let dropping: Promise<void> | undefined
    const drop = async () => {
      const kept = await keeping?.catch(() => undefined)
      if (kept) await release(this.#contents, kept.lease)
      // Whoever makes another content of it still reads its bytes, and drops it later.
      if (this.#adopting.has(id)) return
      if (!(await this.#rows.needed([id])).has(id)) await this.#forget(id)
    }
    return {
      write: () => Promise.reject(new Error('This upload is complete.')),
      keep: async () => {
        if (dropping) throw new Error('This content was dropped.')
        keeping ??= this.#keep(upload)
        return (await keeping).content
      },
      drop: () => (dropping ??= drop().catch(() => undefined)),
    }
  }

  async end(key: UploadKey): Promise<boolean> {
    if (!(await this.#rows.find(key))) return false
    await this.#parts.get(key.id)?.interrupt()
    const ended = await this.#rows.remove(key)
    if (ended) await this.#forget(key.id)
    return ended
  }

  async expire(): Promise<{ files: number; bytes: number }> {
    await this.#rows.removeExpired()
    // Looked at first: an upload is known to the database before it has bytes.
    const ids = await this.#bytes.list()
    const needed = await this.#rows.needed(ids)
    const total = { files: 0, bytes: 0 }
    for (const id of ids) {
      if (needed.has(id) || this.#parts.has(id)) continue
      total.files += 1
      total.bytes += await this.#forget(id)
    }
    return total
  }

  /** Nothing is written any more by now; what is hashed behind it would only go on. */
  async close(): Promise<void> {
    await Promise.all([...this.#hashes.values()].map((hash) => hash.stop()))
  }

  async #keep(upload: Upload): Promise<{ content: KeptContent; lease: Lease }> {
    const { id, length, organizationId } = upload
    const owner = await this.#contents.leases.ownerFor(organizationId)
    this.#adopting.set(id, (this.#adopting.get(id) ?? 0) + 1)
    try {
      const digest = await this.#hash(id).digest(length)
      const settle = (ref: ContentRef, lease: Lease) => this.#bytes.adopt(upload, ref, lease)
      const { content, lease } = await keep(this.#contents, digest, settle, owner)
      return { content: { ...content, upload: id }, lease }
    } finally {
      const others = (this.#adopting.get(id) ?? 1) - 1
      if (others > 0) this.#adopting.set(id, others)
      else this.#adopting.delete(id)
    }
  }

  async #release(key: UploadKey): Promise<void> {
    // The database may be busy or the disk full. This process may take it again all the same, others once it is gone.
    await this.#rows.release(key).catch(() => undefined)
  }

  #hash(id: string): GrowingHash {
    const known = this.#hashes.get(id)
    if (known) return known
    const hash = new GrowingHash((from, to) => this.#bytes.read(id, from, to))
    this.#hashes.set(id, hash)
    return hash
  }

  /** @returns its bytes */
  async #forget(id: string): Promise<number> {
    const hash = this.#hashes.get(id)
    this.#hashes.delete(id)
    await hash?.stop()
    return this.#bytes.remove(id)
  }
}
