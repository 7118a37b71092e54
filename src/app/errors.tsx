import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ReactNode, Component, useEffect, useEffectEvent } from 'react'
import { useLocation } from 'react-router'
import { isApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { useSession } from '#features/session/context.tsx'
import type { CredentialsChange } from '#features/session/credentials.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import { Page } from './Page.tsx'
import { useCurrentOrg } from './state/organization.tsx'
import styles from './standalone.module.css'

/** Around each page: what fails in it stays in it, until it is tried again or left. */
export function PageBoundary({ children }: { children: ReactNode }) {
  const { pathname } = useLocation()
  return (
    <ErrorBoundary
      place={pathname}
      renderError={(error, again) => <PageError error={error} again={again} />}
    >
      {children}
    </ErrorBoundary>
  )
}

/** Around the frame itself, as the last resort. */
export function AppBoundary({ children }: { children: ReactNode }) {
  const { pathname } = useLocation()
  return (
    <ErrorBoundary place={pathname} renderError={(error) => <AppError error={error} />}>
      {children}
    </ErrorBoundary>
  )
}

/** A page that failed, in the place of the page: the bars around it, and the queue, go on. */
function PageError({ error, again }: { error: unknown; again: () => void }) {
  const org = useCurrentOrg()
  const retry = useRetry(error, again)
  useSignedInAgain(isApiError(error, 'unauthorized'), retry)
  const { title, advice, details } = explainPageError(error)
  return (
    <Page title={title} heading={false}>
      <ErrorState
        title={title}
        advice={advice}
        details={details}
        actions={
          <>
            <Button variant="primary" onClick={retry}>
              Try again
            </Button>
            {isApiError(error, 'forbidden') || org === undefined ? (
              <LinkButton to={paths.organizations()} state={{ choose: true }}>
                Choose another organization
              </LinkButton>
            ) : (
              <LinkButton to={paths.binaries(org)}>Go to Binaries</LinkButton>
            )}
          </>
        }
      />
    </Page>
  )
}

/** The frame itself failed. A running queue goes on, and the browser asks before the page is left. */
function AppError({ error }: { error: unknown }) {
  const { title, advice, details } = explainPageError(error)
  return (
    <main className={styles['page']}>
      <title>{title}</title>
      <ErrorState
        title={title}
        advice={advice}
        details={details}
        actions={
          <Button variant="primary" onClick={() => location.reload()}>
            Reload the page
          </Button>
        }
      />
    </main>
  )
}

/** Shows the same page once more, with whatever failed in it asked for again. */
function useRetry(error: unknown, again: () => void) {
  const { reset } = useQueryErrorResetBoundary()
  return () => {
    if (isMissingPart(error)) {
      location.reload()
      return
    }
    reset()
    again()
  }
}

/** Whoever has signed in again need not ask for the page a second time. */
function useSignedInAgain(isRefused: boolean, retry: () => void): void {
  const { credentials } = useSession()
  const onChange = useEffectEvent((change: CredentialsChange) => {
    if (isRefused && change === 'present') retry()
  })
  useEffect(() => credentials.onChange((change) => onChange(change)), [credentials])
}

function explainPageError(error: unknown) {
  const explained = explainError(error)
  if (!isMissingPart(error)) return explained
  return {
    ...explained,
    title: 'A part of the console could not be loaded',
    advice: 'The connection was lost, or the console was updated. Try again.',
  }
}

/** A lazily loaded page that is not there (each browser has its own words for it). */
function isMissingPart(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script|preload CSS/i.test(error.message)
  )
}

interface ErrorBoundaryProps {
  /** What failed is tried anew when it changes: the address. */
  place: string
  /** What stands in the place of what failed; `again` tries it anew. */
  renderError: (error: unknown, again: () => void) => ReactNode
  children: ReactNode
}

type State = { failed: false } | { failed: true; error: unknown }

/** React has no hook for this: https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary */
class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { failed: true, error }
  }

  override componentDidUpdate(before: ErrorBoundaryProps): void {
    if (before.place !== this.props.place && this.state.failed) this.again()
  }

  again = (): void => this.setState({ failed: false })

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return this.props.renderError(this.state.error, this.again)
  }
}
