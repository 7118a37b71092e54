import { useState } from 'react'
import type { MailEntry } from '#formats/mail/mail-message.ts'
import { formatDateTime } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { numbered } from './mail-text.ts'
import styles from './mailbox.module.css'

const STEP = 200

/** The messages of a mailbox, one of which is shown below. */
export function MailboxList(props: {
  entries: readonly MailEntry[]
  current: number
  /** The one that is being read. */
  wanted: number | undefined
  onSelect: (index: number) => void
}) {
  const { entries, current, wanted, onSelect } = props
  const [count, setCount] = useState(STEP)
  const left = entries.length - count
  return (
    <nav className={styles['mailbox']} aria-label="Messages">
      <p className={styles['quiet']}>{entries.length.toLocaleString()} messages</p>
      <ol>
        {numbered(entries.slice(0, count)).map(({ at: index, entry }) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === current}
              aria-busy={index === wanted}
              onClick={() => onSelect(index)}
            >
              <bdi className={styles['entryFrom']}>{entry.from || 'No sender'}</bdi>
              <bdi className={styles['entrySubject']}>{entry.subject || 'No subject'}</bdi>
              <span className={styles['entryDate']}>{dateWords(entry)}</span>
            </button>
          </li>
        ))}
      </ol>
      {left > 0 && (
        <Button size="s" onClick={() => setCount(count + STEP)}>
          {left.toLocaleString()} more
        </Button>
      )}
    </nav>
  )
}

function dateWords({ date }: MailEntry): string {
  if (date === undefined) return ''
  return date.time === undefined ? date.written : formatDateTime(new Date(date.time))
}
