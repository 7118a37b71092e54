import { FilePlus2, FolderOpen } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { useUploadQueue } from '../context.tsx'
import { isFinished, type UploadItem } from '../queue/item.ts'
import { files } from '../queue/totals.ts'
import type { GivenFiles } from './give-files.ts'
import styles from './choose-again.module.css'

/** What is asked for after a reload: the files, since none of their bytes were kept. Nothing where none is missing. */
export function ChooseFilesAgain({ items }: { items: readonly UploadItem[] }) {
  const queue = useUploadQueue()
  const titleId = useId()
  const [said, setSaid] = useState('')
  const missing = items.filter((item) => item.file === undefined && !isFinished(item))
  if (missing.length === 0) return null
  const isKnown = missing.some(({ handle }) => handle !== undefined)
  const tell = (giving: Promise<GivenFiles>) => {
    void giving.then(
      (given) => {
        const words = givenWords(given)
        setSaid(words)
        announce(words)
      },
      // Signed out meanwhile.
      () => undefined,
    )
  }
  const give = (list: FileList | null) =>
    tell(queue.giveFiles([...(list ?? [])].map((file) => ({ file }))))
  return (
    <div className={styles['again']} role="group" aria-labelledby={titleId}>
      <p id={titleId}>
        {`${files(missing.length)} from before this page was loaded ${missing.length === 1 ? 'has' : 'have'} to be chosen again.`}
      </p>
      {said !== '' && <p>{said}</p>}
      <div className={styles['buttons']}>
        {isKnown && (
          <Button size="s" variant="primary" onClick={() => tell(queue.openAgain())}>
            Allow the browser to open them
          </Button>
        )}
        <Chooser label="Choose files again" icon={FilePlus2} input="Files again" onFiles={give} />
        <Chooser
          label="Choose a folder again"
          icon={FolderOpen}
          input="Folder again"
          isFolder
          onFiles={give}
        />
      </div>
    </div>
  )
}

function Chooser(props: {
  label: string
  icon: typeof FilePlus2
  /** The name of the field behind the button. */
  input: string
  isFolder?: boolean
  onFiles: (files: FileList | null) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button size="s" icon={props.icon} onClick={() => input.current?.click()}>
        {props.label}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
        multiple
        aria-label={props.input}
        {...(props.isFolder === true && OF_FOLDER)}
        onChange={(event) => {
          props.onFiles(event.target.files)
          // Else the same files could not be chosen twice in a row.
          event.target.value = ''
        }}
      />
    </>
  )
}

/** Not yet in React's types. */
const OF_FOLDER = { webkitdirectory: '' }

/** "12 files go on, 1 file has changed, 3 files are still missing". */
function givenWords({ found, changed, missing }: GivenFiles): string {
  const parts = [
    found > 0 ? `${files(found)} ${found === 1 ? 'goes' : 'go'} on` : '',
    changed > 0 ? `${files(changed)} ${changed === 1 ? 'has' : 'have'} changed` : '',
    missing > 0 ? `${files(missing)} ${missing === 1 ? 'is' : 'are'} still missing` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'No file is missing.' : `${parts.join(', ')}.`
}
