import { useEffect, useEffectEvent, useState } from 'react'
import type { FlowPictureRef } from '#formats/flow/flow-document.ts'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import { useAround } from './document-context.ts'
import type { Picture } from './document-worker.ts'
import styles from './inline.module.css'

type Loaded = { type: 'missing' } | { type: 'picture'; picture: Picture; url: string | undefined }

/** A picture in the text; one that a browser can't or should not draw in place is named, to be opened by its own viewer. */
export function PictureView({ picture: { key, description, width } }: { picture: FlowPictureRef }) {
  const { loaded, hasFailed, fail } = usePicture(key)
  const name = description ?? key.slice(key.lastIndexOf('/') + 1)
  if (loaded === undefined) return <span className={styles['remark']}>(picture)</span>
  if (loaded.type === 'missing') {
    return <span className={styles['remark']}>(a picture that is not in the file: {name})</span>
  }
  const { picture, url } = loaded
  const { blob } = picture
  if (url === undefined || hasFailed) {
    return (
      <span className={styles['pictureFile']} role="group" aria-label={`Picture ${name}`}>
        <span className={styles['remark']}>
          {hasFailed ? 'A picture that can’t be drawn' : `A picture as ${kindWords(blob.type)}`}
          {description !== undefined && `: ${description}`}
        </span>
        <EmbeddedFile
          name={name}
          file={{ contentType: blob.type, size: blob.size, take: async () => blob }}
        />
      </span>
    )
  }
  return (
    <img
      className={styles['picture']}
      src={url}
      alt={description ?? 'Picture without a description'}
      title={description}
      width={width}
      loading="lazy"
      onError={fail}
    />
  )
}

function kindWords(type: string): string {
  const names: Record<string, string | undefined> = {
    'image/emf': 'Windows metafile (EMF)',
    'image/wmf': 'Windows metafile (WMF)',
    'image/tiff': 'TIFF',
    'image/svg+xml': 'drawing (SVG)',
    'application/gzip': 'packed metafile',
  }
  return names[type] ?? type
}

/** Takes a picture out of its document, and gives it back on leaving. */
function usePicture(key: string) {
  const [loaded, setLoaded] = useState<Loaded>()
  const [hasFailed, setFailed] = useState(false)
  const { getPicture } = useAround()
  const load = useEffectEvent(getPicture)
  useEffect(() => {
    let current = true
    let url: string | undefined
    void load(key)
      .catch(() => undefined)
      .then((picture) => {
        if (!current) return
        if (picture?.isSafe === true) url = createObjectUrl(picture.blob)
        setLoaded(picture ? { type: 'picture', picture, url } : { type: 'missing' })
      })
    return () => {
      current = false
      if (url !== undefined) revokeObjectUrl(url)
    }
  }, [key])
  return { loaded, hasFailed, fail: () => setFailed(true) }
}
