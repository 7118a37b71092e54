import { isApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'

/** A Binary that could not be read, in words; one that never was is no failure of anybody's. */
export function BinaryFailed(props: {
  org: string
  error: Error
  onRetry: () => void
  /** What was asked for. */
  what?: 'file' | 'version'
}) {
  const { org, error, onRetry, what = 'file' } = props
  const toList = <LinkButton to={paths.binaries(org)}>Go to Binaries</LinkButton>
  if (isApiError(error, 'not-found')) {
    return (
      <EmptyState title={`This ${what} does not exist`} actions={toList}>
        Nothing was ever stored here under this id. Check the link, or search the list.
      </EmptyState>
    )
  }
  const { title, advice, details } = explainError(error)
  const retry = (
    <Button variant="primary" onClick={onRetry}>
      Try again
    </Button>
  )
  return (
    <ErrorState
      title={title}
      advice={advice}
      details={details}
      actions={
        <>
          {retry}
          {toList}
        </>
      }
    />
  )
}

/** In the shape of what comes. */
export function BinaryLoading() {
  return <Skeleton width="100%" height="60vh" label="Loading" />
}
