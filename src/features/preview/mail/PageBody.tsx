import type { MailBody } from '#formats/mail/mail-message.ts'
import { MailText } from './MailText.tsx'
import styles from './mail.module.css'

/**
 * A mail's web page. It is drawn as its text until the console can draw stored HTML: this is the one place where a page
 * would go, with `body.html` and the attachments that have a content id for its pictures.
 */
export function PageBody({ body, label }: { body: MailBody; label: string }) {
  return (
    <>
      <p className={styles['quiet']}>
        This part is a web page. It is shown as its text.
        {body.wantsPictures &&
          ' Pictures that it wants to load from elsewhere stay away, since they tell its sender that it is read.'}
      </p>
      <MailText text={body.htmlAsText ?? ''} label={label} />
    </>
  )
}
