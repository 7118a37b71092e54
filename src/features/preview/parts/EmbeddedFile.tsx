import { Download, FileText } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { kindLabel, kindOfLabel } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { saveAs } from '#ui/save-as.ts'
import { downloadNameOf } from '../download-name.ts'
import { decodedSize, takeFile, type Decoded, type FileInside } from './file-inside.ts'
import { Reading } from './SourceView.tsx'
import styles from './parts.module.css'

// By a dynamic import, as the previews themselves show this one.
const Preview = lazy(async () => ({ default: (await import('../Preview.tsx')).Preview }))

/**
 * A file inside another: its name and size, with Open, which shows its preview in place, and Download. It is taken out
 * only when somebody asks for either.
 *
 * @param name what it is called here; also by which its kind is told where its type says nothing
 */
export function EmbeddedFile({ file, name }: { file: FileInside; name: string }) {
  const [isOpen, setOpen] = useState(false)
  const { taken, isTaking, take, stop } = useTaking(file)
  const kind = kindOfLabel(file.contentType, name)
  const what = kind === 'other' ? (file.contentType ?? 'File') : kindLabel(kind)
  const size = decodedSize(file)
  const opened = isOpen && taken?.type === 'blob' ? taken : undefined
  async function save() {
    const result = taken ?? (await take())
    if (result?.type === 'blob') saveAs(result.blob, downloadNameOf(name, file.contentType))
  }
  function toggle() {
    setOpen(opened === undefined)
    if (opened === undefined && taken?.type !== 'blob') void take()
  }
  return (
    <div className={styles['embedded']}>
      <div className={styles['embeddedHead']}>
        <Icon icon={FileText} />
        <span>
          {what}
          {size !== undefined && `, ${formatBytes(size)}`}
        </span>
        <Button
          size="s"
          aria-expanded={opened !== undefined}
          aria-label={`${opened ? 'Close' : 'Open'} ${name}`}
          onClick={toggle}
        >
          {opened ? 'Close' : 'Open'}
        </Button>
        <Button
          size="s"
          variant="quiet"
          icon={Download}
          aria-label={`Download ${name}`}
          onClick={() => void save()}
        >
          Download
        </Button>
      </div>
      {isTaking && <Reading label={`Reading ${name}`} onStop={stop} />}
      {taken?.type === 'failed' && (
        <p role="alert" className={styles['fault']}>
          {taken.reason}
        </p>
      )}
      {opened && <Opened blob={opened.blob} contentType={opened.contentType} name={name} />}
    </div>
  )
}

function Opened(props: { blob: Blob; contentType: string | undefined; name: string }) {
  const { blob, contentType, name } = props
  return (
    <div className={styles['embeddedBody']}>
      <Suspense fallback={<Skeleton lines={8} label="Loading the preview" />}>
        <Preview
          content={{ state: 'ready', blob, contentType }}
          name={name}
          label={`Preview of ${name}`}
        />
      </Suspense>
    </div>
  )
}

/** Takes a file out of another once, and keeps it; leaving the page ends it. */
function useTaking(file: FileInside) {
  const [taken, setTaken] = useState<Decoded>()
  const [taking, setTaking] = useState<AbortController>()
  useEffect(() => () => taking?.abort(), [taking])
  async function take(): Promise<Decoded | undefined> {
    const controller = new AbortController()
    if ('take' in file) setTaking(controller)
    const result = await takeFile(file, controller.signal).catch(() => undefined)
    setTaking(undefined)
    if (result) setTaken(result)
    return result
  }
  return { taken, take, isTaking: taking !== undefined, stop: () => taking?.abort() }
}
