import type { ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { identityWords, type Identity } from './identity.ts'
import styles from './patient.module.css'

/** Above all else: pictures of two patients under one number are the worst that can be compared. */
export function PatientBanner(props: {
  identity: Identity
  revealed: boolean
  onReveal: (revealed: boolean) => void
  /** What else is to be said of how it was found. */
  children?: ReactNode
}) {
  const { identity, revealed, onReveal } = props
  const words = identityWords(identity)
  if (words === undefined || identity.type === 'same') return null
  return (
    <Banner
      tone={identity.type === 'other-patient' ? 'danger' : 'warning'}
      role="alert"
      title={words}
      actions={
        <Button onClick={() => onReveal(!revealed)}>
          {revealed ? 'Hide the patient’s data' : 'Show the patient’s data'}
        </Button>
      }
    >
      {identity.type === 'other-patient'
        ? 'The two are not of the same patient. Use neither until you know which of them belongs here.'
        : 'It may be a correction or a file made anonymous. Check that both are of the same patient.'}
      {props.children}
      {revealed && (
        <dl className={styles['identity']}>
          {identity.changes.map(({ name, before, after }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <del>− {before === '' ? 'not set' : before}</del>{' '}
                <ins>+ {after === '' ? 'not set' : after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Banner>
  )
}
