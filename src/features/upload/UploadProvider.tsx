import { lazy, Suspense, useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { toast } from '#ui/feedback/toasts.ts'
import { useDraft, useKeptState } from '#ui/unsaved.ts'
import { UploadContext, useUploadQueue, type OpenOptions, type VersionTarget } from './context.tsx'
import { chosenOf, inFolderOrder, type Chosen, type FileWithPath } from './dialog/chosen.ts'
import { DropZone } from './drop/DropZone.tsx'
import { loadQueue } from './queue/lazy-queue.ts'

const UploadDialog = lazy(async () => {
  // What is chosen in the dialog must not be lost because the queue could not be loaded any more.
  const [{ UploadDialog }] = await Promise.all([
    import('./dialog/UploadDialog.tsx'),
    loadQueue(),
    // It says how far the uploads are, from the first one on.
    import('./panel/UploadsPanel.tsx'),
  ])
  return { default: UploadDialog }
})

const NONE: readonly Chosen[] = []

interface Opened {
  target: VersionTarget | undefined
  asVersion: boolean
}

/** Files dropped or pasted anywhere below, and the dialog that asks what is to become of them. */
export function UploadProvider({
  org,
  maxBytes,
  children,
}: {
  org: string | undefined
  /** That one file may have, where that is known. */
  maxBytes?: number | undefined
  children: ReactNode
}) {
  const queue = useUploadQueue()
  const chosen = useChosen()
  const [opened, setOpened] = useKeptState<Opened | undefined>('upload dialog', undefined)
  const [onScreen, setTarget] = useState<VersionTarget>()
  const [isPanelOpen, setPanelOpen] = useState(true)

  const openDialog = ({ target, files = [] }: OpenOptions = {}) => {
    if (org === undefined) {
      toast({ tone: 'info', title: 'Open an organization first', body: 'Then upload files to it.' })
      return
    }
    chosen.add(files)
    // More files may come to a dialog that is open already.
    setOpened((before) => before ?? { target: target ?? onScreen, asVersion: target !== undefined })
  }
  const close = () => {
    setOpened(undefined)
    chosen.clear()
  }
  const takeFiles = (files: readonly FileWithPath[]) => openDialog({ files })
  usePastedFiles(opened !== undefined, (named) => {
    openDialog()
    chosen.add(named)
  })

  return (
    <UploadContext value={{ openDialog, queue, isPanelOpen, setPanelOpen, setTarget }}>
      {children}
      <DropZone onFiles={takeFiles} />
      {opened && org !== undefined && (
        <Suspense fallback={null}>
          <UploadDialog
            key={org}
            org={org}
            maxBytes={maxBytes}
            chosen={chosen}
            target={opened.target}
            asVersion={opened.asVersion}
            onClose={close}
            onStart={(specs) => {
              close()
              setPanelOpen(true)
              queue.add(specs)
            }}
          />
        </Suspense>
      )}
    </UploadContext>
  )
}

/** Files that are named by what is there already. */
type ChosenAfter = (batch: readonly Chosen[]) => readonly FileWithPath[]

/** What was chosen. It is kept here, so that it is there whatever becomes of the dialog's own code. */
function useChosen() {
  const { value: list, set, discard } = useDraft('upload chosen', NONE)
  return {
    list,
    add: (files: ChosenAfter | readonly FileWithPath[]) =>
      set((before) => {
        const more = typeof files === 'function' ? files(before) : files
        return more.length === 0 ? before : [...before, ...inFolderOrder(more).map(chosenOf)]
      }),
    remove: (keys: ReadonlySet<string>) =>
      set((before) => before.filter(({ key }) => !keys.has(key))),
    clear: discard,
  }
}

/** Files in the clipboard, pasted anywhere but in a field or over another dialog. */
function usePastedFiles(isOurDialogOpen: boolean, take: (files: ChosenAfter) => void): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])]
    const elsewhere = !isOurDialogOpen && document.querySelector('dialog:modal') !== null
    // Text that was copied with its picture belongs into the field.
    const isForField = isField(event.target) && event.clipboardData?.types.includes('text/plain')
    if (files.length === 0 || elsewhere || isForField === true) return
    event.preventDefault()
    const at = new Date()
    void import('./drop/pasted-files.ts').then(
      ({ namedFiles }) => take((batch) => namedFiles(files, at, batch)),
      () => take(() => files),
    )
  })
  useEffect(() => {
    const listener = (event: ClipboardEvent) => onPaste(event)
    document.addEventListener('paste', listener)
    return () => document.removeEventListener('paste', listener)
  }, [])
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
