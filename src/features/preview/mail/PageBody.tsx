import { useEffect, useState } from 'react'
import type { MailBody } from '#formats/mail/mail-message.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { HtmlView } from '../html/HtmlView.tsx'
import { MailText } from './MailText.tsx'
import type { ShownMail } from './use-mail.ts'
import styles from './mail.module.css'

/** A mail's web page, in the sandbox, with the pictures that came with it; else its text. */
export function PageBody(props: { body: MailBody; mail: ShownMail; label: string }) {
  const { body, mail, label } = props
  const pictures = usePictures(mail)
  if (pictures === undefined) return <Skeleton lines={8} label="Taking out the pictures" />
  return (
    <div className={styles['page']}>
      <HtmlView
        html={body.html ?? ''}
        pictures={pictures}
        name={label}
        instead={<MailText text={body.htmlAsText ?? ''} label={label} />}
      />
    </div>
  )
}

/** Pictures of a page, and their bytes in all; a page that has more shows the others as missing. */
const MOST_PICTURES = 100
const MOST_BYTES = 50_000_000

/** The attachments that a page refers to by their content ids. */
function usePictures(mail: ShownMail): ReadonlyMap<string, Blob> | undefined {
  const [taken, setTaken] = useState<{ mail: ShownMail; pictures: ReadonlyMap<string, Blob> }>()
  useEffect(() => {
    const controller = new AbortController()
    void takePictures(mail, controller.signal).then((pictures) => {
      if (!controller.signal.aborted) setTaken({ mail, pictures })
    })
    return () => controller.abort()
  }, [mail])
  return taken?.mail === mail ? taken.pictures : undefined
}

async function takePictures(mail: ShownMail, signal: AbortSignal): Promise<Map<string, Blob>> {
  const pictures = new Map<string, Blob>()
  let left = MOST_BYTES
  for (const { key, contentId, size, contentType } of mail.message.attachments) {
    if (contentId === undefined || !contentType.startsWith('image/')) continue
    if (pictures.size >= MOST_PICTURES || (size ?? 0) > left) break
    const picture = await mail.take(key, signal).catch(() => undefined)
    if (signal.aborted) break
    if (picture) pictures.set(contentId, picture)
    left -= picture?.size ?? 0
  }
  return pictures
}
