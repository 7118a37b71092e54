import { openChecked } from '../content/checked-read.ts'
import { EVERYBODY, type ContentRecords, type ContentRef } from '../contents.ts'
import { ContentDamaged, type ContentFault } from '../errors.ts'
import type { Source, Target } from './ends.ts'
import type { Mark } from './mark.ts'
import { readContents, type NeededContent } from './rows.ts'

/** Remembers nothing: neither what is moved from is changed, nor is what is read back believed before it is. */
const NO_RECORDS: ContentRecords = {
  sums: async () => undefined,
  keepSums: async () => undefined,
  fault: async () => undefined,
  ownersOfFaults: async () => [],
  note: async () => undefined,
  clear: async () => undefined,
}

/** A content that could not be moved, since it is not what was stored. */
export interface MovedFault {
  sha256: string
  /** An id. */
  organization: string
  fault: ContentFault
}

export interface ContentWork {
  source: Source
  target: Target
  /** Whether what is moved into keeps one copy for all organizations. */
  shared: boolean
  /** The ids of organizations by their keys. */
  ids: ReadonlyMap<number, string>
  signal: AbortSignal
  tell: (share: number, contents: number, bytes: number) => void
}

/**
 * Copies what versions need, each once for each owner, hashed on the way. What can't be read as it was stored is left out:
 * the check behind it says so.
 * @param places.resumed whether some may be there already
 * @param places.save keeps how far it is
 */
export async function moveContents(
  work: ContentWork,
  { mark, resumed, save }: { mark: Mark; resumed: boolean; save: (mark: Mark) => Promise<void> },
): Promise<void> {
  let last: NeededContent | undefined
  let unsaved = 0
  for await (const content of each(work, mark.contents)) {
    const isThere = resumed && (await isWhole(work.target, content, work))
    if (!isThere) await copy(work, content)
    last = content
    unsaved += 1 + content.size / BYTES_EACH
    if (unsaved < SAVED_AFTER) continue
    unsaved = 0
    await save({ ...mark, contents: placeOf(last) })
  }
  if (last) await save({ ...mark, contents: placeOf(last) })
}

/** After so many contents, or as many MiB, it is written down how far they are. */
const SAVED_AFTER = 256
const BYTES_EACH = 1024 ** 2

function placeOf({ sha256, organization }: NeededContent): Mark['contents'] {
  return { sha256: hexOf(sha256), organization }
}

/**
 * Reads all contents back. One that is not whole is copied once more.
 * @returns those that could not be moved
 */
export async function checkContents(
  work: ContentWork,
): Promise<{ contents: number; bytes: number; faults: MovedFault[] }> {
  const found = { contents: 0, bytes: 0, faults: [] as MovedFault[] }
  for await (const content of each(work, null)) {
    let isGood = await isWhole(work.target, content, work)
    const fault = isGood ? undefined : await copy(work, content)
    if (!isGood && !fault) isGood = await isWhole(work.target, content, work)
    if (isGood) {
      found.contents += 1
      found.bytes += content.size
    } else {
      const organization = work.ids.get(content.organization) ?? ''
      found.faults.push({
        sha256: hexOf(content.sha256),
        organization,
        fault: fault ?? 'damaged',
      })
    }
  }
  return found
}

async function* each(
  { source, shared, signal, tell }: ContentWork,
  behind: Mark['contents'],
): AsyncGenerator<NeededContent> {
  const from = {
    sha256: Buffer.from(behind?.sha256 ?? '', 'hex'),
    organization: behind?.organization ?? 0,
  }
  let [contents, bytes] = [0, 0]
  let before = behind?.sha256
  for await (const page of readContents(source.rows.ask, from)) {
    for (const content of page) {
      signal.throwIfAborted()
      const sha256 = hexOf(content.sha256)
      const isSame = shared && before === sha256
      before = sha256
      if (isSame) continue
      yield content
      contents += 1
      bytes += content.size
      // Hashes are spread evenly.
      tell(Buffer.from(content.sha256).readUInt32BE() / 2 ** 32, contents, bytes)
    }
  }
}

/** @returns what is wrong with it at its source; `undefined` once it is kept */
async function copy(
  { source, target, ids, signal }: ContentWork,
  content: NeededContent,
): Promise<ContentFault | undefined> {
  const ref = refOf(content, content.organization)
  const staged = await target.contents.stage(ids.get(content.organization) ?? '')
  try {
    const opened = await openChecked(ref, {}, { home: source.bytes, records: NO_RECORDS })
    for await (const chunk of opened.bytes()) {
      signal.throwIfAborted()
      await staged.write(chunk)
    }
    const kept = await staged.keep()
    if (kept.sha256 !== ref.sha256) throw new Error('What was written is not what was read.')
    return undefined
  } catch (error) {
    if (error instanceof ContentDamaged) return error.fault
    throw error
  } finally {
    // A version needs it: it stays.
    await staged.drop()
  }
}

async function isWhole(
  { bytes }: Target,
  content: NeededContent,
  { shared, signal }: Pick<ContentWork, 'shared' | 'signal'>,
): Promise<boolean> {
  const ref = refOf(content, shared ? EVERYBODY : content.organization)
  try {
    const opened = await openChecked(ref, {}, { home: bytes, records: NO_RECORDS })
    for await (const _ of opened.bytes()) signal.throwIfAborted()
    return true
  } catch (error) {
    if (error instanceof ContentDamaged) return false
    throw error
  }
}

function refOf({ sha256, size }: NeededContent, owner: number): Omit<ContentRef, 'sha1'> {
  return { owner, sha256: hexOf(sha256), size }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
