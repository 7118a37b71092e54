import { FileUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { useDropzone } from 'react-dropzone'
import { Icon } from '#ui/Icon.tsx'
import { toast } from '#ui/toasts.ts'
import type { FileWithPath } from './draft.ts'
import styles from './drop-zone.module.css'

/** Takes files and folders that are dropped anywhere on what it wraps: the whole window. */
export function DropZone(props: {
  onFiles: (files: readonly FileWithPath[]) => void
  children: ReactNode
}) {
  const { getRootProps, isDragActive, isProcessing } = useDropzone({
    noClick: true,
    noKeyboard: true,
    // It would take only what is pasted into a focused element of its own.
    noPaste: true,
    onDrop(files: FileWithPath[]) {
      if (files.length > 0) props.onFiles(files)
      else nothingThere()
    },
    onError: unreadable,
  })
  return (
    <div {...getRootProps({ className: styles['zone'] })}>
      {props.children}
      {(isDragActive || isProcessing) && (
        // In the top layer, so that an open dialog does not hide it.
        <div
          className={styles['overlay']}
          popover="manual"
          ref={(overlay) => overlay?.showPopover()}
        >
          <p className={styles['hint']}>
            <Icon icon={FileUp} size={28} />
            {isProcessing && !isDragActive
              ? 'Reading what was dropped…'
              : 'Drop files or folders to upload them'}
          </p>
        </div>
      )}
    </div>
  )
}

function nothingThere() {
  toast({
    tone: 'info',
    title: 'There is no file in it',
    body: 'The folder that was dropped is empty. Choose another one.',
  })
}

/** Links into folders that are no longer there, or that this browser may not read. */
function unreadable() {
  toast({
    tone: 'danger',
    title: 'What was dropped can’t be read',
    body: 'A file or folder in it was moved, removed or is not accessible. Choose the files with “Upload” instead.',
  })
}
