import { randomUUID } from 'node:crypto'
import { createWriteStream, promises as fs } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CheckParts } from '../check/check-contents.ts'
import type { WantedContent } from '../contents.ts'
import type { LooseObjects } from '../loose-objects.ts'
import { readBucket } from './bucket-contents.ts'
import { Ledger } from './ledger.ts'
import { contentKey, HOME_KEY } from './names.ts'
import { openBucket } from './open-bucket.ts'
import type { BucketSettings } from './open-bucket.ts'

/** The contents of a bucket, for a check of them: what may be unneeded is what was written down as loose. */
export function lookIntoBucket(
  settings: BucketSettings,
  loose: LooseObjects,
): CheckParts['look'] & { close(): void } {
  const bucket = openBucket(settings)
  return {
    ...readBucket(bucket),
    isThere: async () => (await bucket.head(HOME_KEY)) !== undefined,
    pathOf: contentKey,
    async *list() {
      const seen = new Set<string>()
      for await (const found of new Ledger(loose).left())
        yield found.flatMap(({ object }) => {
          if (object.kind !== 'content' || seen.has(contentKey(object))) return []
          seen.add(contentKey(object))
          return [object]
        })
    },
    close: () => bucket.close(),
  }
}

/**
 * Fetches contents into files, for who reads their words and can read nothing else. Of a long one only its beginning and its
 * end are fetched, which is all that is looked at: between them the file has a hole.
 * @param folder where the files are, while they are needed; what a process that was killed left there is removed first
 */
export async function fetchFrom(
  settings: BucketSettings,
  folder: string,
): Promise<{
  fileOf(
    content: WantedContent,
    signal: AbortSignal,
  ): Promise<{ path: string; drop(): Promise<void> }>
  close(): void
}> {
  const bucket = openBucket(settings)
  const home = readBucket(bucket)
  const root = join(folder, 'fetched')
  await fs.rm(root, { recursive: true, force: true })
  await fs.mkdir(root, { recursive: true, mode: 0o700 })
  return {
    fileOf: async (content, signal) => {
      const path = join(root, randomUUID())
      const drop = () => fs.rm(path, { force: true })
      try {
        const size = content.size ?? (await home.sizeOf(content))
        for (const { from, to } of runsOf(size)) {
          const run = await home.open(content, { from, to, size })
          try {
            const flags = from === 0 ? 'wx' : 'r+'
            const target = createWriteStream(path, { flags, mode: 0o600, start: from })
            await pipeline(Readable.from(run.pieces()), target, { signal })
          } finally {
            await run.close()
          }
        }
      } catch (error) {
        await drop()
        // Whoever opens the file finds that it is missing.
        if ((await home.faultIn(error, content)) === undefined) throw error
      }
      return { path, drop }
    },
    close: () => bucket.close(),
  }
}

/** Bytes of a file that is not text alone that are read for its words; longer ones are not read. */
const BEGINNING = 32 * 1024 ** 2
/** Bytes: archives and documents say there what they are. */
const END = 1024 ** 2

/** What is fetched of a content. */
function runsOf(size: number): { from: number; to: number }[] {
  if (size <= BEGINNING + END) return [{ from: 0, to: size }]
  return [
    { from: 0, to: BEGINNING },
    { from: size - END, to: size },
  ]
}
