import { useEffect, useState } from 'react'
import type { DiffReply, DiffRequest } from './diff-worker.ts'
import type { LineDiff } from './line-diff.ts'

export type LineDiffState =
  | { phase: 'working' }
  | { phase: 'done'; diff: LineDiff }
  | { phase: 'failed'; problem: string }
  | { phase: 'stopped' }

/**
 * Compares in a worker of its own, which ends when it is stopped or no longer shown.
 * For other contents the component is given another key.
 */
export function useLineDiff(
  left: DiffRequest['left'],
  right: DiffRequest['right'],
): { state: LineDiffState; stop: () => void; again: () => void } {
  const [state, setState] = useState<LineDiffState>({ phase: 'working' })
  const working = state.phase === 'working'
  const { blob: leftBlob, charset: leftCharset } = left
  const { blob: rightBlob, charset: rightCharset } = right
  useEffect(() => {
    if (!working) return undefined
    const worker = new Worker(new URL('./diff-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<DiffReply>) => {
      setState(
        data.ok ? { phase: 'done', diff: data.diff } : { phase: 'failed', problem: data.problem },
      )
      worker.terminate()
    })
    worker.addEventListener('error', (event) => {
      setState({ phase: 'failed', problem: event.message })
    })
    const request: DiffRequest = {
      left: { blob: leftBlob, charset: leftCharset },
      right: { blob: rightBlob, charset: rightCharset },
    }
    worker.postMessage(request)
    return () => worker.terminate()
  }, [leftBlob, leftCharset, rightBlob, rightCharset, working])
  return {
    state,
    stop: () => setState({ phase: 'stopped' }),
    again: () => setState({ phase: 'working' }),
  }
}
