import { lazy, Suspense, useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { toast } from '#ui/feedback/toasts.ts'
import { useKeptState } from '#ui/unsaved.ts'
import { UploadContext, useUploadQueue, type OpenOptions, type VersionTarget } from './context.tsx'
import type { FileWithPath } from './dialog/draft.ts'
import { useDrafts } from './dialog/use-drafts.ts'
import { DropZone } from './drop/DropZone.tsx'
import { useAnnouncedProgress } from './panel/use-announced-progress.ts'
import { loadQueue } from './queue/lazy-queue.ts'

const UploadDialog = lazy(async () => {
  // What is chosen in the dialog must not be lost because the queue could not be loaded any more.
  const [{ UploadDialog }] = await Promise.all([import('./dialog/UploadDialog.tsx'), loadQueue()])
  return { default: UploadDialog }
})

interface Opened {
  target: VersionTarget | undefined
  asVersion: boolean
}

/** Files dropped or pasted anywhere below, and the dialog that asks what is to become of them. */
export function UploadProvider({
  org,
  children,
}: {
  org: string | undefined
  children: ReactNode
}) {
  const queue = useUploadQueue()
  const drafts = useDrafts()
  const [opened, setOpened] = useKeptState<Opened | undefined>('upload dialog', undefined)
  const [onScreen, setTarget] = useState<VersionTarget>()
  const [isPanelOpen, setPanelOpen] = useState(true)
  useAnnouncedProgress(queue, () => {
    if (innerWidth < PANEL_COVERS_BELOW) setPanelOpen(false)
  })

  const openDialog = ({ target, files = [] }: OpenOptions = {}) => {
    if (org === undefined) {
      toast({ tone: 'info', title: 'Open an organization first', body: 'Then upload files to it.' })
      return
    }
    drafts.add(files)
    // More files may come to a dialog that is open already.
    setOpened((before) => before ?? { target: target ?? onScreen, asVersion: target !== undefined })
  }
  const close = () => {
    setOpened(undefined)
    drafts.clear()
  }
  const takeFiles = (files: readonly FileWithPath[]) => openDialog({ files })
  usePastedFiles(opened !== undefined, takeFiles)

  return (
    <UploadContext value={{ openDialog, queue, isPanelOpen, setPanelOpen, setTarget }}>
      {children}
      <DropZone onFiles={takeFiles} />
      {opened && org !== undefined && (
        <Suspense fallback={null}>
          <UploadDialog
            key={org}
            org={org}
            drafts={drafts}
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

/** Pixels of the window; below it the open panel lies over the list. */
const PANEL_COVERS_BELOW = 768

/** Files in the clipboard, pasted anywhere but in a field or over another dialog. */
function usePastedFiles(isOurDialogOpen: boolean, take: (files: File[]) => void): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])]
    const elsewhere = !isOurDialogOpen && document.querySelector('dialog:modal') !== null
    if (files.length === 0 || elsewhere || isField(event.target)) return
    event.preventDefault()
    take(files)
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
