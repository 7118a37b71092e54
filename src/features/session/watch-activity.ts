import type { Session } from './session.ts'

const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const
const TOUCH_EVERY_MS = 5000
const LOOK_EVERY_MS = 1000

/**
 * Tells the session of every activity, and lets it compare the clock every second and whenever the page becomes visible
 * again, since timers stop in a sleeping machine and slow down in a hidden tab.
 *
 * @returns a function that stops it
 */
export function watchActivity(session: Session): () => void {
  const stop = new AbortController()
  let touched = 0
  function onSign({ target }: Event) {
    const state = session.get()
    const warned = state.phase === 'active' && state.lockAt !== undefined
    // The warning would be gone before the press on one of its buttons, "Lock now" too, became a click.
    if (warned && target instanceof Element && target.closest('button') !== null) return
    if (!warned && Math.abs(Date.now() - touched) < TOUCH_EVERY_MS) return
    touched = Date.now()
    session.touch()
  }
  const listening = { signal: stop.signal, capture: true, passive: true }
  for (const sign of signs) window.addEventListener(sign, onSign, listening)
  const look = () => session.tick()
  window.addEventListener('focus', look, listening)
  window.addEventListener('pageshow', look, listening)
  document.addEventListener('visibilitychange', look, listening)
  const timer = setInterval(look, LOOK_EVERY_MS)
  return () => {
    stop.abort()
    clearInterval(timer)
  }
}
