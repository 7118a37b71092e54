import { useEffect, useMemo, useState } from 'react'
import type { EmbeddedContent } from '#formats/ccda/coded-entries.ts'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import { useImageReading } from '../image/use-image-reading.ts'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import { decodeFile } from '../parts/file-inside.ts'
import styles from './ccda.module.css'

/** Pictures that are drawn in place; all else, SVG included, is opened by its own preview. */
const PICTURES = /^image\/(png|jpe?g|gif|webp|bmp)$/i

/** What a narrative shows by reference: pictures in place, other files to be opened. */
export function NarrativeMedia(props: {
  targets: readonly string[]
  media: ReadonlyMap<string, EmbeddedContent>
}) {
  return props.targets.map((target) => {
    const content = props.media.get(target)
    if (content === undefined) {
      return (
        <span key={target} className={styles['remark']}>
          (a picture that is not in the document: {target})
        </span>
      )
    }
    if (content.data.trim() === '') {
      return (
        <span key={target} className={styles['remark']}>
          {content.reference === undefined
            ? `(a picture without content: ${target})`
            : `(a picture that is kept elsewhere, and was not fetched: ${content.reference})`}
        </span>
      )
    }
    return PICTURES.test(content.contentType ?? '') ? (
      <Picture key={target} content={content} name={target} />
    ) : (
      <EmbeddedFile key={target} file={content} name={target} />
    )
  })
}

/** A picture in its place, unless what it says of itself forbids to decode it: then it is a file, and says why. */
function Picture({ content, name }: { content: EmbeddedContent; name: string }) {
  const [url, setUrl] = useState<string>()
  const [failed, setFailed] = useState(false)
  const decoded = useMemo(() => decodeFile(content), [content])
  const blob = decoded.type === 'blob' ? decoded.blob : undefined
  const reading = useImageReading(blob)
  const isDrawn = reading?.type === 'facts' && reading.facts.undecodable === undefined && !failed
  useEffect(() => {
    if (blob === undefined || !isDrawn) return undefined
    const made = createObjectUrl(blob)
    // An object URL can only be made, and given back, in an effect.
    // oxlint-disable-next-line react/set-state-in-effect -- see above
    setUrl(made)
    return () => revokeObjectUrl(made)
  }, [blob, isDrawn])
  if (blob !== undefined && reading === undefined) return null
  if (!isDrawn) {
    return (
      <>
        <EmbeddedFile file={content} name={name} />
        {reading?.type === 'refused' && (
          <span className={styles['remark']}>(This picture is not drawn. {reading.reason})</span>
        )}
      </>
    )
  }
  if (url === undefined) return null
  return (
    <>
      <img className={styles['picture']} src={url} alt={name} onError={() => setFailed(true)} />
      {reading.facts.isCut && (
        <span className={styles['remark']}>
          (This picture is incomplete: its end is missing, and part of it may be missing too.)
        </span>
      )}
    </>
  )
}
