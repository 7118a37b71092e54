import { useEffect, useMemo, useState } from 'react'
import type { EmbeddedContent } from '#formats/ccda/coded-entries.ts'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
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

function Picture({ content, name }: { content: EmbeddedContent; name: string }) {
  const [url, setUrl] = useState<string>()
  const [failed, setFailed] = useState(false)
  const decoded = useMemo(() => decodeFile(content), [content])
  useEffect(() => {
    if (decoded.type === 'failed') return undefined
    const made = createObjectUrl(decoded.blob)
    // An object URL can only be made, and given back, in an effect.
    // oxlint-disable-next-line react/set-state-in-effect -- see above
    setUrl(made)
    return () => revokeObjectUrl(made)
  }, [decoded])
  if (failed || decoded.type === 'failed') return <EmbeddedFile file={content} name={name} />
  return url === undefined ? null : (
    <img className={styles['picture']} src={url} alt={name} onError={() => setFailed(true)} />
  )
}
