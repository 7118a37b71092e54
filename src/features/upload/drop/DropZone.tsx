import { FileUp } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Icon } from '#ui/display/Icon.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import type { FileWithPath } from '../dialog/chosen.ts'
import type { DroppedItem } from './dropped-files.ts'
import styles from './drop-zone.module.css'

/**
 * Takes files and folders that are dropped anywhere on the window; dragged text is left alone. Not react-dropzone: its
 * zone is an element, and it would have to load with the first page (docs/decisions/0008-choosing-and-dropping-files.md).
 */
export function DropZone({ onFiles }: { onFiles: (files: readonly FileWithPath[]) => void }) {
  const [state, setState] = useState<'idle' | 'over' | 'reading'>('idle')
  const onDrop = useEffectEvent(async (transfer: DataTransfer) => {
    setState('reading')
    const files = await read(itemsOf(transfer))
    setState('idle')
    if (files.length > 0) onFiles(files)
  })
  useEffect(() => {
    // A picture that is dragged within the page counts as a file too.
    let isOurs = false
    const begin = () => {
      isOurs = true
    }
    const end = () => {
      isOurs = false
    }
    const over = (event: DragEvent) => {
      if (isOurs || !hasFiles(event)) return
      // Without it the browser would open the file in place of the page.
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setState('over')
    }
    const leave = (event: DragEvent) => {
      // From the window itself, not from one element to the next.
      if (hasFiles(event) && event.relatedTarget === null) setState('idle')
    }
    const drop = (event: DragEvent) => {
      if (isOurs || !hasFiles(event)) return
      event.preventDefault()
      void onDrop(event.dataTransfer)
    }
    const listening = new AbortController()
    const { signal } = listening
    window.addEventListener('dragstart', begin, { signal })
    window.addEventListener('dragend', end, { signal })
    window.addEventListener('dragenter', over, { signal })
    window.addEventListener('dragover', over, { signal })
    window.addEventListener('dragleave', leave, { signal })
    window.addEventListener('drop', drop, { signal })
    return () => listening.abort()
  }, [])
  if (state === 'idle') return null
  return (
    // In the top layer, so that an open dialog does not hide it.
    <div className={styles['overlay']} popover="manual" ref={(overlay) => overlay?.showPopover()}>
      <p className={styles['hint']}>
        <Icon icon={FileUp} size={28} />
        {state === 'over' ? 'Drop files or folders to upload them' : 'Reading what was dropped…'}
      </p>
    </div>
  )
}

/** Not in every browser: https://developer.mozilla.org/docs/Web/API/DataTransferItem/getAsFileSystemHandle */
type MaybeHandled = { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> }

/** Within the event: the browser empties the list after it. */
function itemsOf(transfer: DataTransfer): DroppedItem[] {
  return [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({
      handle: (item as MaybeHandled).getAsFileSystemHandle?.().catch(() => undefined),
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
    }))
}

/** Where the code for folders can't be loaded, single files are taken all the same. */
async function read(items: readonly DroppedItem[]): Promise<readonly FileWithPath[]> {
  const code = await import('./dropped-files.ts').catch(() => undefined)
  if (code) return code.droppedFiles(items)
  const single = items.filter(({ entry }) => entry?.isDirectory !== true)
  if (single.length < items.length) {
    toast({ tone: 'danger', title: 'Folders can’t be read now', body: 'Reload the page first.' })
  }
  return single.flatMap(({ file }) => file ?? [])
}

function hasFiles(event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } {
  return event.dataTransfer?.types.includes('Files') === true
}
