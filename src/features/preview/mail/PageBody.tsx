import { useEffect, useState } from 'react'
import type { MailBody } from '#formats/mail/mail-message.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { HtmlView } from '../html/HtmlView.tsx'
import { MailText } from './MailText.tsx'
import { takePictures } from './take-pictures.ts'
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
