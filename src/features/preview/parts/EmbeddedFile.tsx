import { Download, FileText } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { kindLabel, kindOfLabel } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { downloadNameOf } from '../download-name.ts'
import { saveAs } from '../save-as.ts'
import { decodedSize, decodeFile, type Decoded, type FileInside } from './file-inside.ts'
import styles from './parts.module.css'

// By a dynamic import, as the previews themselves show this one.
const Preview = lazy(async () => ({ default: (await import('../Preview.tsx')).Preview }))

/**
 * A file inside another: its name and size, with Open, which shows its preview in place, and Download. It is decoded
 * only when somebody asks for either.
 */
export function EmbeddedFile({ file, name }: { file: FileInside; name: string }) {
  const [opened, setOpened] = useState<Decoded>()
  const kind = kindOfLabel(file.contentType)
  const what = kind === 'other' ? (file.contentType ?? 'File') : kindLabel(kind)
  const failed = opened?.type === 'failed'
  function save() {
    const result = opened ?? decodeFile(file)
    if (result.type === 'blob') saveAs(result.blob, downloadNameOf(name, file.contentType))
    else setOpened(result)
  }
  return (
    <div className={styles['embedded']}>
      <div className={styles['embeddedHead']}>
        <Icon icon={FileText} />
        <span>
          {what}, {formatBytes(decodedSize(file))}
        </span>
        <Button
          size="s"
          aria-expanded={opened?.type === 'blob'}
          aria-label={`${opened?.type === 'blob' ? 'Close' : 'Open'} ${name}`}
          onClick={() => setOpened(opened?.type === 'blob' ? undefined : decodeFile(file))}
        >
          {opened?.type === 'blob' ? 'Close' : 'Open'}
        </Button>
        <Button
          size="s"
          variant="quiet"
          icon={Download}
          aria-label={`Download ${name}`}
          onClick={save}
        >
          Download
        </Button>
      </div>
      {failed && (
        <p role="alert" className={styles['fault']}>
          {opened.reason}
        </p>
      )}
      {opened?.type === 'blob' && (
        <div className={styles['embeddedBody']}>
          <Suspense fallback={<Skeleton lines={8} label="Loading the preview" />}>
            <Preview
              content={{ state: 'ready', blob: opened.blob, contentType: opened.contentType }}
              name={name}
              label={`Preview of ${name}`}
            />
          </Suspense>
        </div>
      )}
    </div>
  )
}
