import { useState } from 'react'
import type { FactGroup, MailBody, MailHeader, Protection } from '#formats/mail/mail-message.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Attachments } from './Attachments.tsx'
import { numbered } from './mail-text.ts'
import { DateFact, Fact, MailCard } from './MailCard.tsx'
import { MailText } from './MailText.tsx'
import { PageBody } from './PageBody.tsx'
import type { ShownMail } from './use-mail.ts'
import documentStyles from '../parts/document.module.css'
import styles from './mail.module.css'

/** In which form a mail's text is shown where it has both. */
export type BodyForm = 'text' | 'page'

/** The form to begin with: plain text where there is any that says as much as the page. */
export function usualForm(bodies: readonly MailBody[]): BodyForm {
  const isPoorer = bodies.some(({ text, fuller }) => text !== undefined && fuller === 'html')
  return isPoorer ? 'page' : 'text'
}

/** One message: what is odd about it, its header, its text, its files, and every field of its header. */
export function MailView({ mail, form }: { mail: ShownMail; form: BodyForm }) {
  const { bodies, facts, headers, protection, remarks } = mail.message
  return (
    <article className={styles['message']} aria-label="Message">
      <Remarks remarks={remarks} />
      <MailCard message={mail.message} />
      <ProtectionNote protection={protection} />
      {numbered(facts).map(({ at, entry }) => (
        <Facts key={at} group={entry} />
      ))}
      {bodies.length === 0 && (
        <p className={styles['quiet']}>This message has no text of its own.</p>
      )}
      {numbered(bodies).map(({ at, entry }) => (
        <Body key={at} body={entry} mail={mail} form={form} label={labelOf(at, bodies.length)} />
      ))}
      <Attachments mail={mail} />
      <Headers headers={headers} />
    </article>
  )
}

function labelOf(index: number, count: number): string {
  return count === 1 ? 'Text of the message' : `Text ${index + 1} of ${count}`
}

function Body(props: { body: MailBody; mail: ShownMail; form: BodyForm; label: string }) {
  const { body, mail, form, label } = props
  const { text, htmlAsText } = body
  if (htmlAsText !== undefined && (form === 'page' || text === undefined)) {
    return <PageBody body={body} mail={mail} label={label} />
  }
  return <MailText text={text ?? ''} label={label} />
}

function Remarks({ remarks }: { remarks: readonly string[] }) {
  const [first, ...rest] = remarks
  if (first === undefined) return null
  if (rest.length === 0) return <Banner tone="warning" title={first} />
  return (
    <Banner tone="warning" title="What is to be known about this message">
      <ul className={documentStyles['remarks']}>
        {remarks.map((remark) => (
          <li key={remark}>
            <bdi>{remark}</bdi>
          </li>
        ))}
      </ul>
    </Banner>
  )
}

function ProtectionNote({ protection }: { protection: Protection }) {
  switch (protection.type) {
    case 'none':
      return null
    case 'signed':
      return (
        <Banner tone="info" title={`This message is signed with ${protection.by}`}>
          {protection.isInside
            ? 'Its content lies within the signature: open the attachment to read it. Whether the signature is genuine is not verified here.'
            : 'Whether the signature is genuine, and the message unchanged, is not verified here.'}
        </Banner>
      )
    case 'encrypted':
      return (
        <Banner tone="warning" title={`This message is encrypted with ${protection.by}`}>
          Only its recipients’ mail programs can read the content. It is among the attachments as it
          is stored.
        </Banner>
      )
  }
}

function Facts({ group }: { group: FactGroup }) {
  return (
    <section className={documentStyles['card']} aria-label={group.title}>
      <h2>{group.title}</h2>
      <dl className={styles['facts']}>
        {numbered(group.rows).map(({ at, entry: { name, value } }) =>
          typeof value === 'string' ? (
            <Fact key={at} name={name} value={value} />
          ) : (
            <DateFact key={at} name={name} date={value} />
          ),
        )}
      </dl>
    </section>
  )
}

const FIELDS = 200

/** Every field of the header, folded; the browser's own search opens what it finds within. */
function Headers({ headers }: { headers: readonly MailHeader[] }) {
  const [seen, setSeen] = useState({ headers, count: FIELDS })
  if (headers.length === 0) return null
  const count = seen.headers === headers ? seen.count : FIELDS
  const left = headers.length - count
  return (
    <details className={styles['headers']}>
      <summary>All {headers.length.toLocaleString()} header fields</summary>
      <dl>
        {numbered(headers.slice(0, count)).map(({ at, entry: { name, value } }) => (
          <div key={at}>
            <dt>{name}</dt>
            <dd>
              <bdi>
                {value.length > 20_000 ? `${value.slice(0, 20_000)}… (see the source)` : value}
              </bdi>
            </dd>
          </div>
        ))}
      </dl>
      {left > 0 && (
        <Button size="s" onClick={() => setSeen({ headers, count: count + FIELDS })}>
          {left.toLocaleString()} more
        </Button>
      )}
    </details>
  )
}
