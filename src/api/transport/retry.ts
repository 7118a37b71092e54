import { isApiError } from './errors.ts'

/** What every read shares. A closed network can look offline to the browser and still reach the server: it is always tried. */
export const READ = {
  retry: (failures: number, error: Error) => failures < 2 && isPassing(error),
  retryDelay: (failures: number, error: Error) =>
    isApiError(error) && error.retryAfter !== undefined
      ? error.retryAfter * 1000
      : 500 * 2 ** failures,
  networkMode: 'always',
} as const

/** A write that got no answer may have been done, so nothing repeats it but the user. */
export const WRITE = { retry: false, networkMode: 'always' } as const

/** Seconds; for a longer wait the user is told instead. */
const MAX_WAIT = 15

function isPassing(error: Error): boolean {
  if (isApiError(error, 'offline', 'cross-origin', 'timeout', 'truncated')) return true
  if (isApiError(error, 'rate-limited')) return (error.retryAfter ?? 1) <= MAX_WAIT
  return (
    isApiError(error, 'server') &&
    [502, 503, 504].includes(error.status ?? 0) &&
    (error.retryAfter ?? 0) <= MAX_WAIT
  )
}

/** Waits. @param milliseconds to wait @throws the signal's reason, as soon as it is aborted */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const give = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', give)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', give, { once: true })
  })
}
