import type { IncomingMessage } from 'node:http'

const broken = new WeakSet<IncomingMessage>()

/**
 * The address that is routed: an absolute one (RFC 9112 §3.2.2) without its origin, and one with a broken
 * percent-encoding so that it can be routed all the same: the guard refuses it in its turn, after it knows who asks.
 */
export function routableUrl(request: IncomingMessage): string {
  const url = (request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '')
  const address = url.startsWith('/') ? url : `/${url}`
  if (decodes(address)) return address
  broken.add(request)
  return address.replace(/%(?![0-9a-f]{2})/gi, '%25').replace(/%[89a-f][0-9a-f]/gi, '%EF%BF%BD')
}

export function hasBrokenEncoding(request: IncomingMessage): boolean {
  return broken.has(request)
}

/** Decoded, without the empty ones. */
export function pathSegments(url: string | undefined): string[] {
  return pathOf(url)
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => (decodes(segment) ? decodeURIComponent(segment) : segment))
}

export function pathOf(url: string | undefined): string {
  return (url ?? '/').split(/[?#]/, 1)[0] ?? '/'
}

export function queryOf(url: string | undefined): URLSearchParams {
  const address = url ?? ''
  const mark = address.indexOf('?')
  return new URLSearchParams(mark === -1 ? '' : address.slice(mark + 1).split('#', 1)[0])
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
