import type { Readable } from 'node:stream'

const controllers = new WeakMap<Readable, AbortController>()

/** Aborts when the rest of this body can't be read, although its connection is open, and an answer is due on it. */
export function brokenBody(stream: Readable): AbortSignal {
  return controllerOf(stream).signal
}

/** @param reason what whoever reads the body gets as the error */
export function breakBody(stream: Readable, reason: Error): void {
  controllerOf(stream).abort(reason)
}

function controllerOf(stream: Readable): AbortController {
  const known = controllers.get(stream)
  if (known) return known
  const controller = new AbortController()
  controllers.set(stream, controller)
  return controller
}
