import { blobSource } from '#formats/content-source.ts'
import type { detectSource } from '#formats/detect.ts'
import { formatOfName } from '#formats/kinds.ts'
import { throttle } from '#lib/throttle.ts'
import { useDraft } from '#ui/unsaved.ts'
import {
  draftOf,
  inFolderOrder,
  type DetectedType,
  type Draft,
  type FileWithPath,
} from './draft.ts'

export interface Drafts {
  list: readonly Draft[]
  /** Adds files, and reads from their first bytes what they are. */
  add: (files: readonly FileWithPath[]) => void
  change: (key: string, change: Partial<Draft>) => void
  remove: (key: string) => void
  clear: () => void
}

const NONE: readonly Draft[] = []

/** The files in the dialog. */
export function useDrafts(): Drafts {
  const { value: list, set: setList, discard } = useDraft<readonly Draft[]>('upload files', NONE)
  const change = (key: string, change: Partial<Draft>) =>
    setList((list) => list.map((draft) => (draft.key === key ? { ...draft, ...change } : draft)))
  return {
    list,
    add(files) {
      const added = inFolderOrder(files).map(draftOf)
      setList((list) => [...list, ...added])
      void detectAll(added, (found) =>
        setList((list) =>
          list.map((draft) => {
            const detected = found.get(draft.key)
            return detected === undefined ? draft : withDetected(draft, detected)
          }),
        ),
      )
    },
    change,
    remove: (key) => setList((list) => list.filter((draft) => draft.key !== key)),
    clear: discard,
  }
}

/** What was typed meanwhile stays. */
function withDetected(draft: Draft, detected: DetectedType): Draft {
  const found = detected.state === 'known' ? detected.contentType : ''
  return { ...draft, detected, contentType: draft.contentType === '' ? found : draft.contentType }
}

type Found = ReadonlyMap<string, DetectedType>

/** Milliseconds. The list is as long as the folder, so it is not set anew for every file. */
const TELL_EVERY = 100

/** One after the other: a folder of thousands must not be read all at once. */
async function detectAll(drafts: readonly Draft[], tell: (found: Found) => void): Promise<void> {
  const code = await import('#formats/detect.ts').catch(() => undefined)
  let found = new Map<string, DetectedType>()
  const flush = () => {
    tell(found)
    found = new Map()
  }
  const soon = throttle(flush, TELL_EVERY)
  for (const { key, file } of drafts) {
    found.set(key, await detected(file, code?.detectSource))
    soon()
  }
  soon.cancel()
  flush()
}

/** Where the part that reads contents could not be loaded, the name has to do. */
async function detected(
  file: File,
  detect: typeof detectSource | undefined,
): Promise<DetectedType> {
  if (detect === undefined) {
    const contentType = formatOfName(file.name)?.type ?? 'application/octet-stream'
    return { state: 'known', contentType, isProven: false }
  }
  try {
    const { contentType, confidence } = await detect(blobSource(file, { name: file.name }))
    return { state: 'known', contentType, isProven: confidence === 'proven' }
  } catch {
    return { state: 'unreadable' }
  }
}
