/**
 * Runs a long computation in slices of `budget` milliseconds with the browser's own work in between. The first slice
 * runs at once: what is short is done when this returns, and `done` has been called.
 *
 * @returns stops it; `done` is then never called
 */
export function runInSlices<Result>(
  steps: Generator<void, Result>,
  done: (result: Result) => void,
  budget = 8,
): () => void {
  let stopped = false
  const slice = () => {
    if (stopped) return
    const end = performance.now() + budget
    do {
      const step = steps.next()
      if (step.done === true) return done(step.value)
    } while (performance.now() < end)
    // A message and not a timer: nested timers are held back to 4 ms and more.
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      slice()
    })
    port1.start()
    port2.postMessage(undefined)
  }
  slice()
  return () => {
    stopped = true
  }
}
