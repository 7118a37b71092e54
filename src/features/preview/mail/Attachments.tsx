import { useState } from 'react'
import type { MailAttachment } from '#formats/mail/mail-message.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Badge } from '#ui/display/Badge.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import type { ShownMail } from './use-mail.ts'
import styles from './mail.module.css'

const STEP = 50

/** The files of a message, each taken out when it is opened or saved. Pictures of the text come last. */
export function Attachments({ mail }: { mail: ShownMail }) {
  const { attachments } = mail.message
  const [seen, setSeen] = useState({ mail, count: STEP })
  if (attachments.length === 0) return null
  const count = seen.mail === mail ? seen.count : STEP
  const sorted = attachments.toSorted((a, b) => Number(a.isInline) - Number(b.isInline))
  const left = sorted.length - count
  const title = attachments.length === 1 ? '1 attachment' : `${attachments.length} attachments`
  return (
    <section className={styles['section']} aria-label="Attachments">
      <h3>{title}</h3>
      <ul className={styles['attachments']}>
        {sorted.slice(0, count).map((attachment) => (
          <Attachment key={attachment.key} attachment={attachment} take={mail.take} />
        ))}
      </ul>
      {left > 0 && (
        <Button size="s" onClick={() => setSeen({ mail, count: count + STEP })}>
          {left.toLocaleString()} more
        </Button>
      )}
    </section>
  )
}

function Attachment(props: { attachment: MailAttachment; take: ShownMail['take'] }) {
  const { attachment, take } = props
  const { key, name, contentType, size, description, remarks, isInline } = attachment
  const file = { contentType, size, take: (signal: AbortSignal) => take(key, signal) }
  return (
    <li>
      <p className={styles['fileName']}>
        <bdi>{name}</bdi>
        {isInline && <Badge>Belongs to the web page</Badge>}
      </p>
      {description !== undefined && description !== '' && description !== name && (
        <p className={styles['quiet']}>
          Subject: <bdi>{description}</bdi>
        </p>
      )}
      {remarks.map((remark) => (
        <p key={remark} className={styles['note']}>
          {remark}
        </p>
      ))}
      <EmbeddedFile file={file} name={name} />
    </li>
  )
}
