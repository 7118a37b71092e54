import { watchIdle } from './read-answer.ts'
import { interruption, type Exchange, type OnProgress } from './read-answer.ts'
import type { ApiRequest } from './request.ts'

/** `fetch` tells nothing of what it has sent, so uploads go by XMLHttpRequest; the answer is as `fetch` gives it. */
export function sendWithProgress(
  request: Omit<ApiRequest, 'headers'> & { url: string; headers: Headers; idle: number },
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Exchange> {
  const { method, path, url, headers, body, idle } = request
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const xhr = new XMLHttpRequest()
    const watch = watchIdle(signal, idle)
    const exchange = { watch, signal, method, path }
    const fail = (cause: unknown) => {
      watch.stop()
      reject(interruption(exchange, cause))
    }
    xhr.open(method, url)
    xhr.responseType = 'blob'
    for (const [name, value] of headers) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded, total }) => {
      watch.touch()
      onProgress({ loaded, total })
    }
    xhr.onload = () => {
      watch.touch()
      resolve({ ...exchange, response: responseOf(xhr) })
    }
    xhr.onerror = () => fail(new TypeError('The connection was lost.'))
    xhr.onabort = () => fail(new DOMException('The upload was cancelled.', 'AbortError'))
    watch.signal.addEventListener('abort', () => xhr.abort(), { once: true })
    xhr.send(body ?? null)
  })
}

function responseOf(xhr: XMLHttpRequest): Response {
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const blob = xhr.response as Blob | null
  const empty = blob === null || blob.size === 0
  return new Response(empty ? null : blob, { status: xhr.status, headers })
}
