import { useEffect, useState } from 'react'
import { createWorkerPool } from '#lib/worker-pool.ts'
import type { DiffedText, DiffTask } from './diff-worker.ts'
import type { LineDiff } from './line-diff.ts'

export type LineDiffState =
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
export function useLineDiff(
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
