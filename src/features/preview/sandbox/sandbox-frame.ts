import {
  READY,
  type DrawnOnce,
  type SandboxOrder,
  type SandboxReport,
  type SandboxRequest,
} from '#sandbox/protocol.ts'
import { basePath } from '#site/base-path.ts'

/** A frame with an origin of its own, at work on one content. */
export interface SandboxFrame {
  element: HTMLIFrameElement
  order: (order: SandboxOrder) => void
  /** Takes the frame away, whatever it is at. */
  close: () => void
}

interface FrameOptions {
  /** For who can't see it; a frame without is out of sight. */
  title?: string
  request: SandboxRequest
  onReport: (report: SandboxReport) => void
  /** The sandbox page did not come: the host refuses it in frames, or does not have it. */
  onMissing: () => void
}

/** Milliseconds for the page to come, and for its first word once it has loaded. */
const COMES_WITHIN = 15_000
const SPEAKS_WITHIN = 1000

/**
 * Opens the sandbox page and hands it its request. It runs scripts, of which its policy allows its own alone, and has no
 * origin: neither storage, cookies, network nor the page around it. In Chromium it has a process of its own, too.
 */
export function openSandbox(host: HTMLElement, options: FrameOptions): SandboxFrame {
  const element = document.createElement('iframe')
  const isPrinting = options.request.kind === 'html' && options.request.print
  element.setAttribute('sandbox', isPrinting ? 'allow-scripts allow-modals' : 'allow-scripts')
  element.setAttribute('referrerpolicy', 'no-referrer')
  element.src = `${basePath()}/sandbox.html`
  if (options.title === undefined) hide(element)
  else element.title = options.title
  const { port1: port, port2 } = new MessageChannel()
  const closing = new AbortController()
  const { signal } = closing
  let spoke = false
  let timer = setTimeout(options.onMissing, COMES_WITHIN)
  const onWord = ({ source, data }: MessageEvent) => {
    if (source !== element.contentWindow || data !== READY || spoke) return
    spoke = true
    clearTimeout(timer)
    // Its origin is nobody's, so that none can be named here.
    element.contentWindow?.postMessage(options.request, '*', [port2])
  }
  window.addEventListener('message', onWord, { signal })
  element.addEventListener(
    'load',
    () => {
      clearTimeout(timer)
      if (!spoke) timer = setTimeout(options.onMissing, SPEAKS_WITHIN)
    },
    { signal },
  )
  port.addEventListener('message', ({ data }: MessageEvent<SandboxReport>) => {
    const report = readReport(data)
    if (!signal.aborted && report !== undefined) options.onReport(report)
  })
  port.start()
  host.append(element)
  return {
    element,
    order: (order) => port.postMessage(order),
    close() {
      clearTimeout(timer)
      closing.abort()
      port.close()
      element.remove()
    },
  }
}

function hide(element: HTMLIFrameElement): void {
  element.tabIndex = -1
  element.setAttribute('aria-hidden', 'true')
  // Laid out all the same, or nothing in it could be measured.
  Object.assign(element.style, {
    position: 'fixed',
    inset: '0 auto auto -4000px',
    inlineSize: '800px',
    blockSize: '600px',
    border: '0',
    visibility: 'hidden',
  })
}

/** Takes of a report what it should hold, since it comes from where hostile content is. */
function readReport(report: SandboxReport): SandboxReport | undefined {
  const text = (value: unknown, most: number) => String(value).slice(0, most)
  switch (report.kind) {
    case 'shown':
      return {
        kind: 'shown',
        title: text(report.title, 300),
        remarks: report.remarks.slice(0, 30).map((remark) => text(remark, 1000)),
      }
    case 'drawn':
      return { kind: 'drawn', drawing: readDrawn(report.drawing) }
    case 'failed':
      return { kind: 'failed', reason: text(report.reason, 500) }
    case 'link':
      return { kind: 'link', address: text(report.address, 4000) }
    case 'found':
      return { kind: 'found', current: report.current, total: report.total }
    case 'printed':
      return { kind: 'printed' }
    default:
      return undefined
  }
}

function readDrawn({ milliseconds, box, picture }: DrawnOnce): DrawnOnce {
  const numbers = box && [box.x, box.y, box.width, box.height].map(Number)
  const isBox = numbers?.every((number) => Number.isFinite(number) && Math.abs(number) < 1e9)
  return {
    milliseconds,
    ...(isBox === true && box && { box }),
    ...(picture instanceof Blob && { picture }),
  }
}

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
