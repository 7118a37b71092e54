/** A function that runs at most once every `ms`, after the first call; `cancel` forgets what waits. */
export interface Throttled {
  (): void
  cancel: () => void
}

/** @param ms milliseconds between a call and the run that answers it and all calls until then */
export function throttle(run: () => void, ms: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined
  const throttled = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      run()
    }, ms)
  }
  const cancel = () => {
    clearTimeout(timer)
    timer = undefined
  }
  return Object.assign(throttled, { cancel })
}
