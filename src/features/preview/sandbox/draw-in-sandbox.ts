import type { DrawnOnce } from '#sandbox/protocol.ts'
import { openSandbox } from './sandbox-frame.ts'

/** Milliseconds; whoever waits longer looks at the source. */
const LONGEST = 8000

/** How the drawing of an SVG went where it could do no harm. */
export type Trial =
  | ({ type: 'drawn' } & DrawnOnce)
  /** It did not end. */
  | { type: 'endless' }
  /** Nobody tried: the sandbox page is not there, or could not. */
  | { type: 'untried' }

/**
 * Draws an SVG in a frame out of sight before the page draws it. Where a browser gives the frame a process of its own, a
 * drawing that hangs does not hold the page up: the frame is taken away.
 *
 * @throws the signal's reason
 */
export async function drawInSandbox(
  svg: Blob,
  about: { isOpen: boolean; isLarge: boolean; width: number; height: number },
  signal: AbortSignal,
): Promise<Trial> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Trial>()
  const frame = openSandbox(document.body, {
    request: { kind: 'drawing', svg, ...about },
    onReport: (report) =>
      resolve(report.kind === 'drawn' ? { type: 'drawn', ...report.drawing } : { type: 'untried' }),
    onMissing: () => resolve({ type: 'untried' }),
  })
  const timer = setTimeout(() => resolve({ type: 'endless' }), LONGEST)
  const abort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
    clearTimeout(timer)
    frame.close()
  }
}
