import { parseMediaType } from '#fhir/media-type.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/ProgressBar.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import type { DifferProps, Side } from '../differ.ts'
import { TextDiffView } from './TextDiffView.tsx'
import { useLineDiff } from './use-line-diff.ts'

/** Texts, line by line, with words marked. */
export function TextDiffer({ left, right }: DifferProps) {
  const { state, stop, again } = useLineDiff(source(left), source(right))
  switch (state.phase) {
    case 'working':
      return (
        <>
          <ProgressBar label="Comparing the lines" />
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
          title="The texts could not be compared"
          advice="They may be too large for this browser. Download both versions to compare them elsewhere."
          details={state.problem}
          actions={<Button onClick={again}>Try again</Button>}
        />
      )
    case 'done':
      return <TextDiffView diff={state.diff} leftTitle={left.title} rightTitle={right.title} />
  }
}

function source({ blob, kind, contentType }: Side) {
  const charset = parseMediaType(contentType)?.parameters['charset']
  return { blob, kind, charset }
}
