import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import type { DifferProps, Side } from '../differ.ts'
import type { DiffedText, DiffTask } from './diff-worker.ts'
import type { LineDiff } from './line-diff.ts'
import { TextDiffView } from './TextDiffView.tsx'

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

type LineDiffState =
  | { phase: 'working' }
  | { phase: 'done'; diff: LineDiff }
  | { phase: 'failed'; problem: string }
  | { phase: 'stopped' }

const pool = createWorkerPool<DiffTask>({
  create: () => new Worker(new URL('./diff-worker.ts', import.meta.url), { type: 'module' }),
  kept: 1,
})

/**
 * Compares in a worker of its own, which ends when it is stopped or no longer shown.
 * For other contents the component is given another key.
 */
function useLineDiff(
  left: DiffedText,
  right: DiffedText,
): { state: LineDiffState; stop: () => void; again: () => void } {
  const [state, setState] = useState<LineDiffState>({ phase: 'working' })
  const working = state.phase === 'working'
  const { blob: leftBlob, kind: leftKind, charset: leftCharset } = left
  const { blob: rightBlob, kind: rightKind, charset: rightCharset } = right
  useEffect(() => {
    if (!working) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const request: DiffTask['request'] = {
      left: { blob: leftBlob, kind: leftKind, charset: leftCharset },
      right: { blob: rightBlob, kind: rightKind, charset: rightCharset },
    }
    pool.run(request, { signal }).then(
      (diff) => signal.aborted || setState({ phase: 'done', diff }),
      (error: unknown) =>
        signal.aborted ||
        setState({
          phase: 'failed',
          problem: error instanceof Error ? error.message : String(error),
        }),
    )
    return () => controller.abort()
  }, [leftBlob, leftKind, leftCharset, rightBlob, rightKind, rightCharset, working])
  return {
    state,
    stop: () => setState({ phase: 'stopped' }),
    again: () => setState({ phase: 'working' }),
  }
}
