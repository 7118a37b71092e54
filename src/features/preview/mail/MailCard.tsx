import type { MailAddress, MailDate, MailMessage, Protection } from '#formats/mail/mail-message.ts'
import { formatDateTimeExact } from '#lib/format.ts'
import { Badge } from '#ui/display/Badge.tsx'
import { People } from './People.tsx'
import documentStyles from '../parts/document.module.css'
import styles from './mail.module.css'

/** Who wrote a message to whom, when, and about what. */
export function MailCard({ message }: { message: MailMessage }) {
  const { subject, from, sender, to, cc, bcc, replyTo, date, what, protection, headers } = message
  const isElsewhere = replyTo.length > 0 && !isSame(replyTo, from)
  return (
    <section className={documentStyles['card']} aria-label="Message header">
      <h2>
        {subject === undefined || subject.trim() === '' ? (
          <span className={styles['quiet']}>No subject</span>
        ) : (
          <bdi className={styles['subject']}>{subject}</bdi>
        )}
        {what !== 'Mail' && <Badge tone="info">{what}</Badge>}
        <ProtectionBadge protection={protection} />
      </h2>
      <dl className={styles['facts']}>
        {from.length === 0 ? (
          <Fact name="From" value="Not told" />
        ) : (
          <People label="From" people={from} />
        )}
        {!isSame(sender, from) && <People label="Sent by" people={sender} />}
        <People label="To" people={to} />
        <People label="Copy to" people={cc} />
        <People label="Blind copy to" people={bcc} />
        {isElsewhere && (
          <People
            label="Reply to"
            people={replyTo}
            note="An answer goes to another address than the message came from."
          />
        )}
        <DateFact name="Date" date={date} />
        {headers.length === 0 && message.messageId !== undefined && (
          <Fact name="Message id" value={message.messageId} />
        )}
        {headers.length === 0 && message.inReplyTo !== undefined && (
          <Fact name="Answer to" value={message.inReplyTo} />
        )}
      </dl>
    </section>
  )
}

function isSame(some: readonly MailAddress[], others: readonly MailAddress[]): boolean {
  return some.every(({ address }) =>
    others.some((other) => other.address.toLowerCase() === address.toLowerCase()),
  )
}

function ProtectionBadge({ protection }: { protection: Protection }) {
  switch (protection.type) {
    case 'none':
      return null
    case 'signed':
      return <Badge>Signed with {protection.by}</Badge>
    case 'encrypted':
      return <Badge tone="warning">Encrypted with {protection.by}</Badge>
  }
}

/** A date in the reader's own time, and as it is written, which keeps the zone it was written in. */
export function DateFact({ name, date }: { name: string; date: MailDate | undefined }) {
  if (date === undefined) return <Fact name={name} value="Not told" />
  if (date.time === undefined) return <Fact name={name} value={date.written} />
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <time dateTime={new Date(date.time).toISOString()}>
          {formatDateTimeExact(new Date(date.time))}
        </time>
        <span className={styles['quiet']}> (written as {date.written})</span>
      </dd>
    </div>
  )
}

/** A name and its value, isolated from the text around it. */
export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}
