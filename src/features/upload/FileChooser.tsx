import { FilePlus2, FolderOpen } from 'lucide-react'
import { useRef, useState, type ChangeEvent } from 'react'
import { Button } from '#ui/Button.tsx'
import type { FileWithPath } from './draft.ts'
import { isLitter } from './litter.ts'
import styles from './upload-dialog.module.css'

/** The visible way in beside dropping and pasting. A browser asks for files or for a folder, never for both at once. */
export function FileChooser(props: {
  isEmpty: boolean
  multiple: boolean
  onFiles: (files: readonly FileWithPath[]) => void
}) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [isFolderEmpty, setFolderEmpty] = useState(false)
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.target.files ?? [])]
    // Else the same file could not be chosen twice in a row.
    event.target.value = ''
    setFolderEmpty(chosen.length === 0)
    props.onFiles(chosen.filter((file) => !isLitter(file)))
  }
  return (
    <div className={props.isEmpty ? styles['chooserEmpty'] : styles['chooser']}>
      {props.isEmpty && <p>Drop files or folders here, paste them, or choose them.</p>}
      <div className={styles['buttons']}>
        <Button icon={FilePlus2} onClick={() => files.current?.click()}>
          {props.isEmpty ? 'Choose files' : 'Add files'}
        </Button>
        <Button icon={FolderOpen} onClick={() => folder.current?.click()}>
          {props.isEmpty ? 'Choose a folder' : 'Add a folder'}
        </Button>
      </div>
      {isFolderEmpty && <p role="status">There is no file in this folder. Choose another one.</p>}
      <input
        ref={files}
        className={styles['input']}
        type="file"
        multiple={props.multiple}
        aria-label="Files"
        tabIndex={-1}
        onChange={take}
      />
      <input
        ref={folder}
        className={styles['input']}
        type="file"
        {...OF_FOLDER}
        aria-label="Folder"
        tabIndex={-1}
        onChange={take}
      />
    </div>
  )
}

/** Not yet in React's types. */
const OF_FOLDER = { webkitdirectory: '' }
