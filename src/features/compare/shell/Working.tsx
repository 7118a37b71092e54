import { useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { problemWords } from '../words/problem-words.ts'
import { Comparing } from './Comparing.tsx'

type Start<Result> = (signal: AbortSignal, onProgress: (share: number) => void) => Promise<Result>

interface WorkingProps<Result> {
  /** "Comparing the pictures" */
  label: string
  /** Begins the work. For other contents the component is given another key. */
  start: Start<Result>
  /** Gives back what the result holds beside memory, when it is shown no longer. */
  giveBack?: (result: Result) => void
  children: (result: Result) => ReactNode
}

type State<Result> =
  | { phase: 'working'; share: number | undefined }
  | { phase: 'done'; result: Result }
  | { phase: 'failed'; problem: string }
  | { phase: 'stopped' }

/** Long work of a comparison: how far it is, Stop, why it failed, and what it comes to. It ends when it is shown no longer. */
export function Working<Result>({ label, start, giveBack, children }: WorkingProps<Result>) {
  const { state, stop, again } = useWork(start, giveBack)
  const share = state.phase === 'working' ? state.share : undefined
  const advice = state.phase === 'failed' ? state.problem : undefined
  return <Comparing {...{ state, label, share, advice, stop, again }}>{children}</Comparing>
}

function useWork<Result>(
  start: Start<Result>,
  giveBack: ((result: Result) => void) | undefined,
): { state: State<Result>; stop: () => void; again: () => void } {
  const [state, setState] = useState<State<Result>>({ phase: 'working', share: undefined })
  const [run, setRun] = useState({ isStopped: false })
  const begin = useEffectEvent(start)
  const end = useEffectEvent((result: Result) => giveBack?.(result))
  useEffect(() => {
    if (run.isStopped) return undefined
    const controller = new AbortController()
    const { signal } = controller
    let held: { result: Result } | undefined
    const tell = (share: number) => {
      if (!signal.aborted) setState({ phase: 'working', share })
    }
    begin(signal, tell).then(
      (result) => {
        if (signal.aborted) end(result)
        else {
          held = { result }
          setState({ phase: 'done', result })
        }
      },
      (error: unknown) => {
        if (!signal.aborted) setState({ phase: 'failed', problem: problemWords(error) })
      },
    )
    return () => {
      controller.abort()
      if (held !== undefined) end(held.result)
    }
  }, [run])
  return {
    state,
    stop: () => {
      setState({ phase: 'stopped' })
      setRun({ isStopped: true })
    },
    again: () => {
      setState({ phase: 'working', share: undefined })
      setRun({ isStopped: false })
    },
  }
}
