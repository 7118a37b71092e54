import { useState } from 'react'
import type { MailAddress } from '#formats/mail/mail-message.ts'
import { Button } from '#ui/controls/Button.tsx'
import { numbered } from './mail-text.ts'
import styles from './mail.module.css'

const FEW = 8
const STEP = 200

/** Who a mail names, the address always in full beside the name, since the name may lie. */
export function People(props: { label: string; people: readonly MailAddress[]; note?: string }) {
  const { label, people, note } = props
  const [seen, setSeen] = useState({ people, count: FEW })
  if (people.length === 0) return null
  const count = seen.people === people ? seen.count : FEW
  const left = people.length - count
  return (
    <div>
      <dt>{label}</dt>
      <dd className={styles['people']}>
        <ul>
          {numbered(people.slice(0, count)).map(({ at, entry }) => (
            <li key={at}>
              <Person person={entry} />
            </li>
          ))}
        </ul>
        {left > 0 && (
          <Button size="s" variant="quiet" onClick={() => setSeen({ people, count: count + STEP })}>
            {left.toLocaleString()} more
          </Button>
        )}
        {note !== undefined && <p className={styles['note']}>{note}</p>}
      </dd>
    </div>
  )
}

function Person({ person }: { person: MailAddress }) {
  const { name, address, group } = person
  const isNamed = name !== undefined && name !== '' && name !== address
  return (
    <>
      {isNamed && <bdi className={styles['name']}>{name}</bdi>}
      {isNamed && address !== '' && ' '}
      {address !== '' && (
        <bdi className={styles['address']}>{isNamed ? `<${address}>` : address}</bdi>
      )}
      {address === '' && <span className={styles['quiet']}> (no address)</span>}
      {group !== undefined && group !== '' && (
        <span className={styles['quiet']}>
          {' '}
          in <bdi>{group}</bdi>
        </span>
      )}
    </>
  )
}
