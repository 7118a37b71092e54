/**
 * Runs tasks a few at a time, in the order they came. A task whose signal is aborted before its turn never starts.
 *
 * @param most at a time
 * @returns the task's outcome; rejects with the signal's reason where that came first
 */
export function fewAtATime(
  most: number,
): <Result>(task: () => Promise<Result>, signal: AbortSignal) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0
  const turn = async (signal: AbortSignal) => {
    signal.throwIfAborted()
    if (running < most) {
      running += 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(start), 1)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(start)
    })
  }
  return async (task, signal) => {
    await turn(signal)
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
