/** Aborts a request that has gone silent. */
export interface IdleWatch {
  /** Aborts when the caller's signal does, or when nothing was heard for the time. */
  signal: AbortSignal
  /** Something was heard. */
  touch(): void
  /** No longer needed. */
  stop(): void
  timedOut(): boolean
}

export function watchIdle(signal: AbortSignal | undefined, milliseconds: number): IdleWatch {
  const controller = new AbortController()
  let timedOut = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const touch = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      timedOut = true
      controller.abort()
    }, milliseconds)
  }
  touch()
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    touch,
    stop: () => clearTimeout(timer),
    timedOut: () => timedOut,
  }
}
