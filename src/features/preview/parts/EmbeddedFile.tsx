import { Download, FileText } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { decodeBase64 } from '#fhir/base64.ts'
import { kindLabel, kindOfLabel } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { saveAs } from '../save-as.ts'
import styles from './parts.module.css'

// By a dynamic import, as the previews themselves show this one.
const Preview = lazy(async () => ({ default: (await import('../Preview.tsx')).Preview }))

/** A content inside another, as it is written there. */
export interface FileInside {
  contentType: string | undefined
  encoding: 'base64' | 'hex' | 'text'
  data: string
}

/**
 * A file inside a file: named, measured, opened in place by the same previews as any other, or saved.
 * It is decoded only when somebody wants it.
 */
export function EmbeddedFile({ file, name }: { file: FileInside; name: string }) {
  const [opened, setOpened] = useState<Decoded>()
  const kind = kindOfLabel(file.contentType)
  const what = kind === 'other' ? (file.contentType ?? 'File') : kindLabel(kind)
  const failed = opened?.type === 'failed'
  function decoded(): Decoded {
    return opened ?? decode(file)
  }
  function save() {
    const result = decoded()
    if (result.type === 'blob') saveAs(result.blob, `${name}${ending(file.contentType)}`)
    else setOpened(result)
  }
  return (
    <div className={styles['embedded']}>
      <div className={styles['embeddedHead']}>
        <Icon icon={FileText} />
        <span>
          {what}, {formatBytes(sizeOf(file))}
        </span>
        <Button
          size="s"
          aria-expanded={opened?.type === 'blob'}
          aria-label={`${opened?.type === 'blob' ? 'Close' : 'Open'} ${name}`}
          onClick={() => setOpened(opened?.type === 'blob' ? undefined : decode(file))}
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
              content={{ state: 'ready', blob: opened.blob, contentType: file.contentType }}
              name={name}
              label={`Preview of ${name}`}
            />
          </Suspense>
        </div>
      )}
    </div>
  )
}

type Decoded = { type: 'blob'; blob: Blob } | { type: 'failed'; reason: string }

/** The bytes of a content; what is broken says where. */
export function decode({ data, encoding, contentType }: FileInside): Decoded {
  const type = contentType ?? 'application/octet-stream'
  try {
    if (encoding === 'base64')
      return { type: 'blob', blob: new Blob([decodeBase64(data)], { type }) }
    if (encoding === 'text') return { type: 'blob', blob: new Blob([data], { type }) }
    return {
      type: 'blob',
      blob: new Blob([Uint8Array.fromHex(data.replaceAll(/\s/g, ''))], { type }),
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      type: 'failed',
      reason: `This file can’t be opened, since its encoding is broken: ${why}`,
    }
  }
}

function sizeOf({ data, encoding }: FileInside): number {
  if (encoding === 'text') return data.length
  return Math.floor(encoding === 'hex' ? data.length / 2 : (data.length * 3) / 4)
}

function ending(contentType: string | undefined): string {
  const subtype = contentType?.split(';', 1)[0]?.split('/')[1]?.trim().toLowerCase() ?? ''
  const plain = { plain: 'txt', jpeg: 'jpg', tiff: 'tif' }[subtype] ?? subtype
  return /^[a-z0-9]{1,5}$/.test(plain) ? `.${plain}` : ''
}
