import type { ReactNode } from 'react'
import { Banner } from './Banner.tsx'
import { ErrorDetails, type ErrorStateProps } from './states.tsx'

/** What went wrong with one action, inside the dialog or form where it was asked for; takes what `explainError` gives. */
export function ErrorBanner({ title, advice, details, actions }: ErrorStateProps): ReactNode {
  return (
    <Banner tone="danger" role="alert" title={title} actions={actions}>
      {advice}
      {details !== undefined && details !== '' && <ErrorDetails details={details} />}
    </Banner>
  )
}
