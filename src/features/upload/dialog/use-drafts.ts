import { blobSource } from '#formats/content-source.ts'
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
      void detectAll(added, (key, detected) =>
        setList((list) =>
          list.map((draft) => (draft.key === key ? withDetected(draft, detected) : draft)),
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

/** One after the other: a folder of thousands must not be read all at once. */
async function detectAll(
  drafts: readonly Draft[],
  tell: (key: string, detected: DetectedType) => void,
): Promise<void> {
  const { detectSource } = await import('#formats/detect.ts')
  for (const { key, file } of drafts) {
    try {
      const { contentType, confidence } = await detectSource(blobSource(file, { name: file.name }))
      tell(key, { state: 'known', contentType, isProven: confidence === 'proven' })
    } catch {
      tell(key, { state: 'unreadable' })
    }
  }
}
