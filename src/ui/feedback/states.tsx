import { OctagonAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { CopyButton } from '../controls/CopyButton.tsx'
import { Icon } from '../display/Icon.tsx'
import { Mark } from '../display/Mark.tsx'
import styles from './notices.module.css'

/** Nothing here: why, and what would put something here. */
export function EmptyState(props: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={styles['state']}>
      <span className={styles['drawing']}>
        <Mark size={56} />
      </span>
      <h2>{props.title}</h2>
      {props.children !== undefined && <div className={styles['stateText']}>{props.children}</div>}
      {props.actions !== undefined && <div className={styles['actions']}>{props.actions}</div>}
    </div>
  )
}

export interface ErrorStateProps {
  /** What happened, in plain words. */
  title: string
  /** The next step. */
  advice: string
  /** The technical truth (status, request id), a click away and ready to copy. */
  details?: string | undefined
  actions?: ReactNode
}

/** In place of a view that could not be loaded. Takes `{title, advice, details}` as `explainError` gives them. */
export function ErrorState({ title, advice, details, actions }: ErrorStateProps) {
  return (
    <div className={styles['state']} role="alert">
      <span className={styles['failed']}>
        <Icon icon={OctagonAlert} size={40} />
      </span>
      <h2>{title}</h2>
      <p>{advice}</p>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      {details !== undefined && details !== '' && <ErrorDetails details={details} />}
    </div>
  )
}

/** Folded technical details with a copy button; for banners and rows that have no room for an `ErrorState`. */
export function ErrorDetails({ details }: { details: string }) {
  return (
    <details className={styles['details']}>
      <summary>Technical details</summary>
      <pre>{details}</pre>
      <CopyButton text={details} label="Copy details" />
    </details>
  )
}
