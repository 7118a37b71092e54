import { blobSource, type ContentSource } from '#formats/content-source.ts'
import type { detectSource } from '#formats/detect.ts'
import { formatOfName } from '#formats/kinds.ts'
import type { DetectedType } from '../draft.ts'

/** A file is read for its type once, however often it is asked for: by the dialog, and again when it is sent. */
const reading = new WeakMap<File, Promise<DetectedType>>()

/**
 * What the first bytes of a file are. Never rejects.
 * @param whole all of its bytes, where they are read anyway
 */
export function sniff(file: File, whole?: ReadWhole): Promise<DetectedType> {
  const before = reading.get(file)
  if (before) return before
  const type = loadDetect().then((detect) => detected(file, detect, whole))
  reading.set(file, type)
  return type
}

type ReadWhole = () => Promise<Uint8Array<ArrayBuffer>>

/** Files that are read at a time: waiting for the disk must not add up, and thousands must not be open at once. */
const AT_ONCE = 4

/**
 * Reads one file after the other, in their order, a few at a time. Each is a step of its own, so that the page stays
 * free between them.
 * @param read never rejects
 * @param tell called with each file as soon as it is known; never after `signal` was aborted
 */
export async function inSteps<File, Found>(
  files: Iterable<File>,
  read: (file: File) => Promise<Found>,
  tell: (file: File, found: Found) => void,
  signal: AbortSignal,
  atOnce = AT_ONCE,
): Promise<void> {
  const queue = files[Symbol.iterator]()
  const work = async () => {
    for (;;) {
      if (signal.aborted) return
      const next = queue.next()
      if (next.done === true) return
      const found = await read(next.value)
      if (!signal.aborted) tell(next.value, found)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

let loading: Promise<typeof detectSource | undefined> | undefined

/** Asked for again after it could not be loaded. */
function loadDetect(): Promise<typeof detectSource | undefined> {
  loading ??= import('#formats/detect.ts').then(
    (code) => code.detectSource,
    () => {
      loading = undefined
      return undefined
    },
  )
  return loading
}

/** Where the part that reads contents could not be loaded, the name has to do. */
async function detected(
  file: File,
  detect: typeof detectSource | undefined,
  whole: ReadWhole | undefined,
): Promise<DetectedType> {
  if (detect === undefined) {
    return { state: 'known', contentType: typeByName(file.name), isProven: false }
  }
  try {
    const source = blobSource(file, { name: file.name })
    const { contentType, confidence } = await detect(whole ? inMemory(source, whole) : source)
    return { state: 'known', contentType, isProven: confidence === 'proven' }
  } catch {
    reading.delete(file)
    return { state: 'unreadable' }
  }
}

function inMemory(source: ContentSource, whole: ReadWhole): ContentSource {
  return { ...source, slice: async (start, end) => (await whole()).subarray(start, end) }
}

/** A guess, for as long as the bytes are not read. */
export function typeByName(name: string): string {
  return formatOfName(name)?.type ?? 'application/octet-stream'
}
