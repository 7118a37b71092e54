import { useState, type ReactNode } from 'react'
import { shortAuthor } from '#fhir/attribution.ts'
import { Time } from '#ui/display/Quantity.tsx'
import { useSizeOf } from '#ui/use-size.ts'
import { useComparedOf, type SideLabel } from '../compared-of.ts'
import styles from './shell.module.css'

/**
 * Which content stands on which side: its version, when it was saved, by whom and why. It stays in view above the
 * comparison, whose own bar stays right below it.
 */
export function Labelled({ children }: { children: ReactNode }) {
  const of = useComparedOf()
  const [labels, setLabels] = useState<HTMLElement | null>(null)
  const { height } = useSizeOf(labels)
  if (of === undefined) return children
  return (
    <div className={styles['labelled']} style={{ '--labels-height': `${height}px` } as object}>
      <div ref={setLabels} className={styles['labels']}>
        <Label sign="−" label={of.left} />
        <Label sign="+" label={of.right} />
      </div>
      {children}
    </div>
  )
}

function Label({ sign, label }: { sign: string; label: SideLabel }) {
  const { title, at, author, reason } = label
  return (
    <p className={styles['label']}>
      <span aria-hidden="true">{sign} </span>
      <strong>{title}</strong>
      {at !== undefined && (
        <>
          {' · '}
          <Time value={at} />
        </>
      )}
      {author !== undefined && (
        <>
          {' · '}
          <bdi title={author}>{shortAuthor(author)}</bdi>
        </>
      )}
      {reason !== undefined && (
        <>
          {' · '}
          <bdi>{reason}</bdi>
        </>
      )}
    </p>
  )
}
