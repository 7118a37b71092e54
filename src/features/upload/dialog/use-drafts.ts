import { useDraft } from '#ui/unsaved.ts'
import { draftOf, type Draft, type FileWithPath, type Sniffing } from './draft.ts'

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
      const added = files.map(draftOf)
      setList((list) => [...list, ...added])
      void sniffAll(added, (key, sniffed) =>
        setList((list) =>
          list.map((draft) => (draft.key === key ? withSniffed(draft, sniffed) : draft)),
        ),
      )
    },
    change,
    remove: (key) => setList((list) => list.filter((draft) => draft.key !== key)),
    clear: discard,
  }
}

/** What was typed meanwhile stays. */
function withSniffed(draft: Draft, sniffed: Sniffing): Draft {
  const found = sniffed.state === 'known' ? sniffed.contentType : ''
  return { ...draft, sniffed, contentType: draft.contentType === '' ? found : draft.contentType }
}

/** `sniff` needs no more. */
const HEAD = 65_536

/** One after the other: a folder of thousands must not be read all at once. */
async function sniffAll(
  drafts: readonly Draft[],
  tell: (key: string, sniffed: Sniffing) => void,
): Promise<void> {
  const { sniff } = await import('#formats/sniff.ts')
  for (const { key, file } of drafts) {
    try {
      const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer())
      tell(key, { state: 'known', ...(await sniff(head, file.name)) })
    } catch {
      tell(key, { state: 'unreadable' })
    }
  }
}
