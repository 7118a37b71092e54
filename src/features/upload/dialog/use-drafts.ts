import { useEffect, useState } from 'react'
import { throttle } from '#lib/throttle.ts'
import { useDraft } from '#ui/unsaved.ts'
import { NO_EDITS, withChange, withoutKeys, type Change, type Edits } from './batch/edits.ts'
import { inSteps, sniff } from './batch/sniff.ts'
import { type Chosen, type FileWithPath } from './chosen.ts'
import { draftOf, isHidden, type DetectedType, type Draft } from './draft.ts'

/** The files that were chosen; they stay when this code can't be loaded. */
export interface ChosenFiles {
  list: readonly Chosen[]
  add: (files: readonly FileWithPath[]) => void
  remove: (keys: ReadonlySet<string>) => void
}

export interface Drafts {
  list: readonly Draft[]
  /** Those that are left out until somebody wants them. */
  hidden: number
  includeHidden: () => void
  add: (files: readonly FileWithPath[]) => void
  change: (keys: Iterable<string>, change: Change) => void
  remove: (keys: ReadonlySet<string>) => void
  /** Drops what was typed. */
  discard: () => void
}

interface Typed {
  edits: Edits
  withHidden: boolean
}

const NOTHING: Typed = { edits: NO_EDITS, withHidden: false }

/** The files in the dialog: as they were chosen, with what their first bytes say and what was typed for each. */
export function useDrafts(org: string, chosen: ChosenFiles): Drafts {
  const typed = useDraft<Typed>(`upload files of ${org}`, NOTHING)
  const { edits, withHidden } = typed.value
  const found = useTypes(chosen.list)
  const shown = withHidden ? chosen.list : chosen.list.filter((file) => !isHidden(file))
  return {
    list: shown.map((file) => draftOf(file, edits[file.key], found.get(file.file))),
    hidden: chosen.list.length - shown.length,
    includeHidden: () => typed.set((before) => ({ ...before, withHidden: true })),
    add: chosen.add,
    change: (keys, change) =>
      typed.set((before) => ({ ...before, edits: withChange(before.edits, keys, change) })),
    remove(keys) {
      chosen.remove(keys)
      typed.set((before) => ({ ...before, edits: withoutKeys(before.edits, keys) }))
    },
    discard: typed.discard,
  }
}

/** Milliseconds. The list is as long as the folder, so it is not drawn anew for every file. */
const TELL_EVERY = 200

/** What the bytes of each file are, as far as they are read; reads on in the background. */
function useTypes(files: readonly Chosen[]): ReadonlyMap<File, DetectedType> {
  const [found, setFound] = useState<ReadonlyMap<File, DetectedType>>(new Map())
  useEffect(() => {
    const stop = new AbortController()
    const news = new Map<File, DetectedType>()
    const flush = () => {
      // A copy: React may ask for it after the next one has begun.
      const told = [...news]
      news.clear()
      setFound((before) => new Map([...before, ...told]))
    }
    const soon = throttle(flush, TELL_EVERY)
    const tell = ({ file }: Chosen, type: DetectedType) => {
      news.set(file, type)
      soon()
    }
    void inSteps(files, ({ file }) => sniff(file), tell, stop.signal).then(() => {
      soon.cancel()
      if (news.size > 0 && !stop.signal.aborted) flush()
    })
    return () => {
      stop.abort()
      soon.cancel()
    }
  }, [files])
  return found
}
