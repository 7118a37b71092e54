/** A function that runs once its caller has been quiet for `ms`; `cancel` forgets what waits, `flush` runs it now. */
export interface Debounced<Arguments extends unknown[]> {
  (...args: Arguments): void
  cancel(): void
  flush(): void
}

export function debounce<Arguments extends unknown[]>(
  run: (...args: Arguments) => void,
  ms: number,
): Debounced<Arguments> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: Arguments | undefined
  const flush = () => {
    clearTimeout(timer)
    const args = waiting
    waiting = undefined
    if (args) run(...args)
  }
  const debounced = (...args: Arguments) => {
    waiting = args
    clearTimeout(timer)
    timer = setTimeout(flush, ms)
  }
  const cancel = () => {
    clearTimeout(timer)
    waiting = undefined
  }
  return Object.assign(debounced, { cancel, flush })
}
