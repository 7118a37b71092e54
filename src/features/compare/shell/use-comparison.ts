import { useEffect, useState } from 'react'
import type { Compared } from '../differ.ts'
import { problemWords } from '../words/problem-words.ts'

export type ComparisonState<Result> =
  | { phase: 'working' }
  | { phase: 'done'; result: Result }
  | { phase: 'failed'; problem: string }
  | { phase: 'stopped' }

/** Compares two contents in a worker. @param options as one word, so that another choice is another question */
export type Run<Result> = (
  left: Compared,
  right: Compared,
  options: string,
  signal: AbortSignal,
) => Promise<Result>

/** Compares for as long as it is shown; what is stopped, or no longer wanted, ends in the worker too. */
export function useComparison<Result>(
  run: Run<Result>,
  left: Compared,
  right: Compared,
  options = '',
): { state: ComparisonState<Result>; stop: () => void; again: () => void } {
  const [state, setState] = useState<ComparisonState<Result>>({ phase: 'working' })
  const [asked, setAsked] = useState(options)
  if (asked !== options) {
    setAsked(options)
    setState({ phase: 'working' })
  }
  const working = state.phase === 'working'
  const { blob, kind, contentType } = left
  const { blob: otherBlob, kind: otherKind, contentType: otherType } = right
  useEffect(() => {
    if (!working) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const sides = [
      { blob, kind, contentType },
      { blob: otherBlob, kind: otherKind, contentType: otherType },
    ] as const
    run(...sides, options, signal).then(
      (result) => signal.aborted || setState({ phase: 'done', result }),
      (error: unknown) =>
        signal.aborted || setState({ phase: 'failed', problem: problemWords(error) }),
    )
    return () => controller.abort()
  }, [run, blob, kind, contentType, otherBlob, otherKind, otherType, options, working])
  return {
    state,
    stop: () => setState({ phase: 'stopped' }),
    again: () => setState({ phase: 'working' }),
  }
}
