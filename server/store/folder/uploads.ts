import { promises as fs } from 'node:fs'
import type { KeptContent, Lease, StagedContent } from '../contents.ts'
import { ContentLost, StoreConflict } from '../errors.ts'
import type { Room } from '../store.ts'
import type { Opened, Upload, UploadKey, UploadRows, UploadStore } from '../uploads.ts'
import { openContentFolder } from './content-files.ts'
import { release, settled } from './contents.ts'
import type { ContentPlaces } from './contents.ts'
import { GrowingHash } from './growing-hash.ts'
import { openUploadFiles } from './upload-files.ts'
import type { UploadFiles } from './upload-files.ts'
import { UploadPart } from './upload-part.ts'

/**
 * The bytes of an upload as a file that grows; what is known of it are rows of the database. A finished one becomes a
 * content by a second name for the same file, so that it is there still when the commit does not come.
 */
export async function openFolderUploads(
  path: string,
  {
    leases,
    records,
    rows,
    room,
  }: Omit<ContentPlaces, 'folder'> & { rows: UploadRows; room: Pick<Room, 'state'> },
): Promise<UploadStore & { close(): Promise<void> }> {
  const uploads = new FolderUploads({
    contents: { folder: await openContentFolder(path, leases.holder), leases, records },
    files: await openUploadFiles(path, room),
    rows,
  })
  await uploads.expire()
  return uploads
}

interface Places {
  contents: ContentPlaces
  files: UploadFiles
  rows: UploadRows
}

class FolderUploads implements UploadStore {
  readonly #contents: ContentPlaces
  readonly #files: UploadFiles
  readonly #rows: UploadRows
  readonly #parts = new Map<string, UploadPart>()
  /** Those that are about to be in `#parts`. */
  readonly #opening = new Set<string>()
  readonly #hashes = new Map<string, GrowingHash>()

  constructor({ contents, files, rows }: Places) {
    this.#contents = contents
    this.#files = files
    this.#rows = rows
  }

  async begin(...[upload, limits]: Parameters<UploadStore['begin']>) {
    await this.#files.checkRoom(upload.length)
    return this.#rows.add(upload, limits)
  }

  async find(key: UploadKey): Promise<Upload | undefined> {
    if (await this.#rows.find(key)) await this.#parts.get(key.id)?.yieldIfSilent()
    return this.#rows.find(key)
  }

  async open(key: UploadKey, offset: number, { steadily }: { steadily: boolean }): Promise<Opened> {
    const found = await this.find(key)
    if (!found || found.became) return { kind: 'missing' }
    if (this.#parts.has(key.id) || this.#opening.has(key.id)) return { kind: 'locked' }
    this.#opening.add(key.id)
    try {
      if (!(await this.#rows.take(key))) return { kind: 'locked' }
      const upload = await this.#rows.find(key)
      if (upload?.offset === offset && !upload.became) return this.#begin(key, upload, steadily)
      await this.#release(key)
      if (!upload || upload.became) return { kind: 'missing' }
      return { kind: 'elsewhere', offset: upload.offset }
    } finally {
      this.#opening.delete(key.id)
    }
  }

  #begin(key: UploadKey, { offset, length }: Upload, steadily: boolean): Opened {
    const hash = this.#hash(key.id)
    const part = new UploadPart({
      path: this.#files.path(key.id),
      offset,
      length,
      steadily,
      checkRoom: () => this.#files.checkRoom(0),
      confirm: () => this.#files.confirm(),
      save: async (saved, expires) => {
        if (!(await this.#rows.save(key, saved, expires)))
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
    let keeping: Promise<{ content: KeptContent; lease: Lease }> | undefined
    let dropping: Promise<void> | undefined
    const drop = async () => {
      const kept = await keeping?.catch(() => undefined)
      if (kept) await release(this.#contents, kept.lease)
      if (!(await this.#rows.needed([upload.id])).has(upload.id)) await this.#forget(upload.id)
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
    // Looked at first: an upload is known to the database before it has a file.
    const files = await this.#files.list()
    const needed = await this.#rows.needed(files)
    const total = { files: 0, bytes: 0 }
    for (const id of files) {
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

  async #keep({
    id,
    length,
    organizationId,
  }: Upload): Promise<{ content: KeptContent; lease: Lease }> {
    const path = this.#files.path(id)
    if (length === 0) await (await fs.open(path, 'a', 0o600)).close()
    const owner = await this.#contents.leases.ownerFor(organizationId)
    const { sums, ...digest } = await this.#hash(id).digest(length)
    const ref = { owner, ...digest }
    // From now on nobody removes it.
    const lease = await this.#contents.leases.take({ owner, sha256: ref.sha256 })
    try {
      await this.#files.adopt(id, this.#contents.folder, ref)
      await settled(this.#contents, ref, sums)
      return { content: { ...ref, lease: lease.id, upload: id }, lease }
    } catch (error) {
      await release(this.#contents, lease).catch(() => undefined)
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
      throw isGone ? new ContentLost('This upload is used or ended by another request.') : error
    }
  }

  async #release(key: UploadKey): Promise<void> {
    // The database may be busy or the disk full. This process may take it again all the same, others once it is gone.
    await this.#rows.release(key).catch(() => undefined)
  }

  #hash(id: string): GrowingHash {
    const known = this.#hashes.get(id)
    if (known) return known
    const hash = new GrowingHash(this.#files.path(id))
    this.#hashes.set(id, hash)
    return hash
  }

  /** @returns the bytes of its file */
  async #forget(id: string): Promise<number> {
    const hash = this.#hashes.get(id)
    this.#hashes.delete(id)
    await hash?.stop()
    return this.#files.remove(id)
  }
}
