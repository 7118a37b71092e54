import { promises as fs } from 'node:fs'
import type { ContentLeases, KeptContent, Lease, StagedContent } from '../contents.ts'
import { ContentLost, StoreConflict, StoreFull } from '../errors.ts'
import type { Opened, Upload, UploadKey, UploadRows, UploadStore } from '../uploads.ts'
import { openContentFolder } from './content-files.ts'
import type { ContentFolder } from './content-files.ts'
import { release } from './contents.ts'
import { GrowingHash } from './growing-hash.ts'
import { UploadPart } from './upload-part.ts'

/**
 * The bytes of an upload as a file that grows; what is known of it are rows of the database. A finished one becomes a
 * content by a second name for the same file, so that it is there still when the commit does not come.
 */
export async function openFolderUploads(
  path: string,
  leases: ContentLeases,
  rows: UploadRows,
): Promise<UploadStore & { close(): Promise<void> }> {
  const folder = await openContentFolder(path, leases.holder)
  const uploads = new FolderUploads(folder, leases, rows)
  await uploads.expire()
  return uploads
}

class FolderUploads implements UploadStore {
  readonly #folder: ContentFolder
  readonly #leases: ContentLeases
  readonly #rows: UploadRows
  readonly #parts = new Map<string, UploadPart>()
  readonly #hashes = new Map<string, GrowingHash>()

  constructor(folder: ContentFolder, leases: ContentLeases, rows: UploadRows) {
    this.#folder = folder
    this.#leases = leases
    this.#rows = rows
  }

  async begin(...[upload, limits]: Parameters<UploadStore['begin']>) {
    const { bavail, bsize } = await fs.statfs(this.#folder.upload(''))
    if (bavail * bsize < upload.length) throw new StoreFull('The disk has no room for this upload.')
    return this.#rows.add(upload, limits)
  }

  async find(key: UploadKey): Promise<Upload | undefined> {
    if (this.#rows.find(key)) await this.#parts.get(key.id)?.yieldIfSilent()
    return this.#rows.find(key)
  }

  async open(key: UploadKey, offset: number, { steadily }: { steadily: boolean }): Promise<Opened> {
    const found = await this.find(key)
    if (!found || found.became) return { kind: 'missing' }
    if (this.#parts.has(key.id)) return { kind: 'locked' }
    if (!this.#rows.take(key)) return { kind: 'locked' }
    // Nothing between here and the next `await` can be done by others.
    const upload = this.#rows.find(key)
    if (!upload || upload.offset !== offset) {
      this.#rows.release(key)
      return upload ? { kind: 'elsewhere', offset: upload.offset } : { kind: 'missing' }
    }
    const hash = this.#hash(key.id)
    const part = new UploadPart({
      path: this.#folder.upload(key.id),
      offset,
      length: upload.length,
      steadily,
      confirm: () => this.#folder.confirmUploads(),
      save: async (saved, expires) => {
        if (!(await this.#rows.save(key, saved, expires)))
          throw new StoreConflict('This upload has ended, or somebody else writes to it.')
        hash.follow(saved)
      },
      release: () => {
        this.#parts.delete(key.id)
        this.#rows.release(key)
      },
    })
    this.#parts.set(key.id, part)
    hash.follow(offset)
    return { kind: 'opened', writer: part }
  }

  content(upload: Upload): StagedContent {
    let keeping: Promise<{ content: KeptContent; lease: Lease }> | undefined
    let dropping: Promise<void> | undefined
    const drop = async () => {
      const kept = await keeping?.catch(() => undefined)
      if (kept) await release(this.#folder, this.#leases, kept.lease)
      if (!this.#rows.needed([upload.id]).has(upload.id)) await this.#forget(upload.id)
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
    if (!this.#rows.find(key)) return false
    await this.#parts.get(key.id)?.interrupt()
    const ended = await this.#rows.remove(key)
    if (ended) await this.#forget(key.id)
    return ended
  }

  async expire(): Promise<{ files: number; bytes: number }> {
    await this.#rows.removeExpired()
    // Looked at first: an upload is known to the database before it has a file.
    const files = await this.#folder.uploads()
    const needed = this.#rows.needed(files)
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

  async #keep({ id, length }: Upload): Promise<{ content: KeptContent; lease: Lease }> {
    const path = this.#folder.upload(id)
    if (length === 0) await (await fs.open(path, 'a', 0o600)).close()
    const ref = { ...(await this.#hash(id).digest(length)), size: length }
    // Before looking whether the content is there: from now on nobody removes it.
    const lease = await this.#leases.take(ref.sha256)
    try {
      if ((await this.#folder.size(ref.sha256)) === length) await this.#folder.confirm(ref.sha256)
      else await this.#folder.adopt(id, ref.sha256)
      return { content: { ...ref, lease: lease.id, upload: id }, lease }
    } catch (error) {
      await release(this.#folder, this.#leases, lease).catch(() => undefined)
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
      throw isGone ? new ContentLost('This upload is used or ended by another request.') : error
    }
  }

  #hash(id: string): GrowingHash {
    const known = this.#hashes.get(id)
    if (known) return known
    const hash = new GrowingHash(this.#folder.upload(id))
    this.#hashes.set(id, hash)
    return hash
  }

  /** @returns the bytes of its file */
  async #forget(id: string): Promise<number> {
    const hash = this.#hashes.get(id)
    this.#hashes.delete(id)
    await hash?.stop()
    const path = this.#folder.upload(id)
    const { size } = await fs.stat(path).catch(() => ({ size: 0 }))
    await fs.rm(path, { force: true })
    return size
  }
}
