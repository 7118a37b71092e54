import { lazy, Suspense, type ReactNode } from 'react'
import { useTokenCheck } from './use-token-check.ts'
import styles from '../session.module.css'

/** A good link never shows it. */
const TokenFields = lazy(async () => ({
  default: (await import('./TokenFields.tsx')).TokenFields,
}))

export interface TokenFormProps {
  /** What the button says. */
  action: string
  /** Where the API is, in words, for error messages. */
  server: string
  /** A link's fragment: checked at once, when the form appears. */
  offered?: string | undefined
  /** Beside the button. */
  secondary?: ReactNode
}

/** Asks for a token, asks the server about it, and only then gives it to the session. */
export function TokenForm({ action, server, offered, secondary }: TokenFormProps) {
  const check = useTokenCheck(offered)
  if (check.isOffer) {
    return (
      <p role="status" className={styles['lead']}>
        Checking the link…
      </p>
    )
  }
  return (
    <Suspense fallback={null}>
      <TokenFields {...{ check, action, server, offered, secondary }} />
    </Suspense>
  )
}
