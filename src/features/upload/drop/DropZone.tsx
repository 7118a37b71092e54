import { FileUp } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Icon } from '#ui/display/Icon.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import type { FileWithPath } from '../dialog/chosen.ts'
import { droppedFiles } from './dropped-files.ts'
import styles from './drop-zone.module.css'

/**
 * Takes files and folders that are dropped anywhere on the window; dragged text is left alone. Not react-dropzone: its
 * zone is an element, and it would have to load with the first page (docs/decisions/0008-choosing-and-dropping-files.md).
 */
export function DropZone({ onFiles }: { onFiles: (files: readonly FileWithPath[]) => void }) {
  const [state, setState] = useState<'idle' | 'over' | 'reading'>('idle')
  const onDrop = useEffectEvent(async (transfer: DataTransfer) => {
    setState('reading')
    const { files, unreadable } = await droppedFiles(transfer)
    setState('idle')
    if (unreadable > 0) notAllRead(unreadable)
    else if (files.length === 0) nothingThere()
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

function hasFiles(event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } {
  return event.dataTransfer?.types.includes('Files') === true
}

function nothingThere() {
  toast({
    tone: 'info',
    title: 'The folder is empty',
    body: 'Drop another folder, or choose files.',
  })
}

/** Links into folders that are gone, or that this browser may not read. */
function notAllRead(count: number) {
  toast({
    tone: 'danger',
    title: `${count === 1 ? 'One of them' : `${count} of them`} can’t be read`,
    body: 'It was moved or removed, or this browser may not read it. The others are in the list.',
  })
}
