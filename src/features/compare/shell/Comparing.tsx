import type { ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import type { ComparisonState } from './use-comparison.ts'

/** What a comparison is at, until there is one to be drawn. */
export function Comparing<Result>(props: {
  state: ComparisonState<Result>
  /** What is done meanwhile: "Comparing the pages". */
  label?: string
  /** How much of it, from 0 to 1, where that is known. */
  share?: number | undefined
  stop: () => void
  again: () => void
  /** Why it failed, where that is known in words for a reader; else what to do. */
  advice?: string | undefined
  /** What else can be done when it fails. */
  instead?: ReactNode
  children: (result: Result) => ReactNode
}): ReactNode {
  const { state, label = 'Comparing', share, stop, again, instead, children } = props
  const { advice = 'Download both versions to compare them elsewhere.' } = props
  switch (state.phase) {
    case 'working':
      return (
        <>
          <ProgressBar label={label} value={share} />
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
          advice={advice}
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
