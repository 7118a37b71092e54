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
    ...readBucket(bucket, loose.generationOf),
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
 * Fetches contents into files, for what can read nothing else.
 * @param folder where the files are, while they are needed; what a process that was killed left there is removed first
 */
export async function fetchFrom(
  settings: BucketSettings,
  folder: string,
  generationOf: LooseObjects['generationOf'],
): Promise<{
  fileOf(
    content: WantedContent,
    signal: AbortSignal,
  ): Promise<{ path: string; drop(): Promise<void> }>
  close(): void
}> {
  const bucket = openBucket(settings)
  const home = readBucket(bucket, generationOf)
  const root = join(folder, 'fetched')
  await fs.rm(root, { recursive: true, force: true })
  await fs.mkdir(root, { recursive: true, mode: 0o700 })
  return {
    fileOf: async (content, signal) => {
      const path = join(root, randomUUID())
      const drop = () => fs.rm(path, { force: true })
      try {
        const size = content.size ?? (await home.sizeOf(content))
        const run = await home.open(content, { from: 0, to: size, size })
        try {
          await pipeline(Readable.from(run.pieces()), createWriteStream(path, { mode: 0o600 }), {
            signal,
          })
        } finally {
          await run.close()
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
