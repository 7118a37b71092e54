import { failure, interruption, watchIdle, type Exchange, type OnProgress } from './read-answer.ts'
import type { ApiRequest } from './request.ts'

/** Without a byte being taken for so long, a connection counts as stalled. Milliseconds. */
const STALL = 20_000
/** A slow line takes a body in gulps; nobody is asked to wait longer than this for the next one. */
const LONGEST_STALL = 120_000

/**
 * `fetch` tells nothing of what it has sent, so uploads go by XMLHttpRequest; the answer is as `fetch` gives it.
 * @param request `idle`: milliseconds of silence after all is sent; a slow line is given as long again as it has taken
 */
export function sendWithProgress(
  request: Omit<ApiRequest, 'headers'> & { url: string; headers: Headers; idle: number },
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Exchange> {
  const { method, path, url, headers, body, idle } = request
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const xhr = new XMLHttpRequest()
    let unsent = body !== undefined
    const watch = watchIdle(signal, unsent ? STALL : idle)
    const exchange = { watch, signal, method, path }
    const fail = (cause: unknown) => {
      watch.stop()
      const stalled = unsent && watch.timedOut()
      reject(stalled ? stall(exchange, cause) : interruption(exchange, cause))
    }
    xhr.open(method, url)
    // An answer may be as large as what was sent; a small one is here at once.
    xhr.responseType = sizeOf(body) > SMALL_BODY ? 'blob' : 'arraybuffer'
    for (const [name, value] of headers) xhr.setRequestHeader(name, value)
    const gulps = createGulps()
    // Of what is sent again, too: `loaded` is 0 once.
    xhr.upload.onloadstart = onProgress
    xhr.upload.onprogress = ({ loaded, total }) => {
      watch.touch(gulps.patience())
      onProgress({ loaded, total })
    }
    xhr.upload.onload = () => {
      unsent = false
      watch.touch(idle + gulps.elapsed())
    }
    xhr.onload = () => {
      watch.touch(idle)
      resolve({ ...exchange, response: responseOf(xhr) })
    }
    xhr.onerror = () => fail(new TypeError('The connection was lost.'))
    xhr.onabort = () => fail(new DOMException('The upload was cancelled.', 'AbortError'))
    watch.signal.addEventListener('abort', () => xhr.abort(), { once: true })
    xhr.send(body ?? null)
  })
}

/** How the pieces of a body go, and how long to wait for the next one. Milliseconds. */
function createGulps() {
  const begun = performance.now()
  let last = begun
  let longest = 0
  return {
    elapsed: () => performance.now() - begun,
    patience: () => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      return Math.min(LONGEST_STALL, Math.max(STALL, 3 * longest))
    },
  }
}

function stall(exchange: { method: string; path: string }, cause: unknown) {
  const message = 'The connection took nothing more, before all was sent.'
  return failure(exchange, 'timeout', { unsent: true, message, cause })
}

function responseOf(xhr: XMLHttpRequest): Response {
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const body = xhr.response as Blob | ArrayBuffer | null
  const size = body instanceof Blob ? body.size : (body?.byteLength ?? 0)
  return new Response(size === 0 ? null : body, { status: xhr.status, headers })
}

/** Bytes. */
const SMALL_BODY = 1024 * 1024

function sizeOf(body: ApiRequest['body']): number {
  return body instanceof Blob ? body.size : (body?.length ?? 0)
}
