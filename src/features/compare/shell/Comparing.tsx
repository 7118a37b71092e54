import type { ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import type { ComparisonState } from './use-comparison.ts'

/** What a comparison is at, until there is one to be drawn. */
export function Comparing<Result>(props: {
  state: ComparisonState<Result>
  stop: () => void
  again: () => void
  /** What else can be done when it fails. */
  instead?: ReactNode
  children: (result: Result) => ReactNode
}): ReactNode {
  const { state, stop, again, instead, children } = props
  switch (state.phase) {
    case 'working':
      return (
        <>
          <ProgressBar label="Comparing" />
          <Button onClick={stop}>Stop</Button>
        </>
      )
    case 'stopped':
      return (
        <p>
          Stopped before the comparison was done. <Button onClick={again}>Compare again</Button>
        </p>
      )
    case 'failed':
      return (
        <ErrorState
          title="The two could not be compared"
          advice="Download both versions to compare them elsewhere."
          details={state.problem}
          actions={
            <>
              <Button onClick={again}>Try again</Button>
              {instead}
            </>
          }
        />
      )
    case 'done':
      return children(state.result)
  }
}
