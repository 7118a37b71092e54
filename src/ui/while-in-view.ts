/** Milliseconds that an element stays in view before anything starts: what is scrolled past is not worked on. */
const REST = 150

/**
 * Starts once the element has been in view for a moment, again each time it comes back; the signal is aborted when it
 * leaves the view.
 * @returns ends it
 */
export function whileInView(
  element: HTMLElement,
  start: (signal: AbortSignal) => void,
): () => void {
  let current: AbortController | undefined
  const leave = () => {
    current?.abort()
    current = undefined
  }
  const observer = new IntersectionObserver((entries) => {
    leave()
    if (entries.at(-1)?.isIntersecting !== true) return
    const { signal } = (current = new AbortController())
    const timer = setTimeout(() => start(signal), REST)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
  observer.observe(element)
  return () => {
    observer.disconnect()
    leave()
  }
}
