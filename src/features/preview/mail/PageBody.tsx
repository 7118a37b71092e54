import { MailText } from './MailText.tsx'
import styles from './mail.module.css'

/**
 * A mail's web page. It is drawn as its text until the console can draw stored HTML: this is the one place where a page
 * would go, with `html` and the attachments that have a content id for its pictures.
 */
export function PageBody({ htmlAsText, label }: { htmlAsText: string; label: string }) {
  return (
    <>
      <p className={styles['quiet']}>This part is a web page. It is shown as its text.</p>
      <MailText text={htmlAsText} label={label} />
    </>
  )
}
