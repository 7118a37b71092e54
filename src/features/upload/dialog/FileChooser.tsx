import { FilePlus2, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { useDropzone } from 'react-dropzone'
import { Button } from '#ui/controls/Button.tsx'
import type { FileWithPath } from './chosen.ts'
import { pickFiles, readSizes } from './pick-files.ts'
import styles from './upload-dialog.module.css'

export interface FileChooserProps {
  isEmpty: boolean
  multiple: boolean
  onFiles: (files: readonly FileWithPath[]) => void
}

/** The visible way in beside dropping and pasting. A browser asks for files or for a folder, never for both at once. */
export function FileChooser({ isEmpty, multiple, onFiles }: FileChooserProps) {
  const [isFolderEmpty, setFolderEmpty] = useState(false)
  const take = (chosen: readonly FileWithPath[]) => {
    setFolderEmpty(chosen.length === 0)
    onFiles(chosen)
  }
  const files = useChooser(take, multiple)
  const folder = useChooser(take, true)
  const chooseFiles = async () => {
    const picked = await pickFiles(multiple)
    if (picked === 'unavailable') files.open()
    else if (picked.length > 0) take(picked)
  }
  return (
    <div className={isEmpty ? styles['chooserEmpty'] : styles['chooser']}>
      {isEmpty && <p>Drop files or folders here, paste them, or choose them.</p>}
      <div className={styles['buttons']}>
        <Button icon={FilePlus2} onClick={() => void chooseFiles()}>
          {isEmpty ? 'Choose files' : 'Add files'}
        </Button>
        <Button icon={FolderOpen} onClick={folder.open}>
          {isEmpty ? 'Choose a folder' : 'Add a folder'}
        </Button>
      </div>
      {isFolderEmpty && <p role="status">This folder is empty. Choose another one.</p>}
      <input {...files.getInputProps()} {...HIDDEN} aria-label="Files" />
      <input {...folder.getInputProps()} {...HIDDEN} {...OF_FOLDER} aria-label="Folder" />
    </div>
  )
}

/** One of the two file dialogs. Drops and pastes are taken by the whole window: see `DropZone.tsx` and `UploadProvider.tsx`. */
function useChooser(onFiles: (files: readonly FileWithPath[]) => void, multiple: boolean) {
  return useDropzone({
    multiple,
    noClick: true,
    noKeyboard: true,
    noDrag: true,
    getFilesFromEvent: filesOf,
    onDrop: (chosen, _rejected, event) => {
      // Else the same file could not be chosen twice in a row.
      if (isInput(event)) event.target.value = ''
      onFiles(chosen)
    },
  })
}

/** Their paths are read from the files themselves, see `chosen.ts`. */
async function filesOf(event: unknown): Promise<File[]> {
  const files = isInput(event) ? [...(event.target.files ?? [])] : []
  await readSizes(files)
  return files
}

function isInput(event: unknown): event is { target: HTMLInputElement } {
  return (event as { target?: unknown } | undefined)?.target instanceof HTMLInputElement
}

/** The buttons stand for it. */
const HIDDEN = { className: styles['input'], tabIndex: -1, style: {} }

/** Not yet in React's types. */
const OF_FOLDER = { webkitdirectory: '' }
