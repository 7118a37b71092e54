import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Config } from '#server/config.ts'
import { Problem } from '../errors.ts'

const broken = new WeakSet<IncomingMessage>()

/**
 * The address that is routed: an absolute one (RFC 9112 §3.2.2) without its origin, and one with a broken
 * percent-encoding so that it can be routed all the same: the guard refuses it in its turn, once it knows who asks. The
 * method may change as well, for an upload in parts.
 * @param basePath such as `/files`, which a proxy may have left in the address or stripped
 */
export function routableUrl(request: IncomingMessage, basePath: string): string {
  const url = (request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '')
  overrideMethod(request, url)
  const below = basePath !== '' && isBelow(url, basePath) ? url.slice(basePath.length) : url
  const address = below.startsWith('/') ? below : `/${below}`
  if (decodes(address)) return address
  broken.add(request)
  return address.replace(/%(?![0-9a-f]{2})/gi, '%25').replace(/%[89a-f][0-9a-f]/gi, '%EF%BF%BD')
}

/** For those whose networks know no PATCH (https://tus.io/protocols/resumable-upload#x-http-method-override). */
function overrideMethod(request: IncomingMessage, url: string): void {
  const method = String(request.headers['x-http-method-override'] ?? '').toUpperCase()
  const overrides = request.method === 'POST' && ['PATCH', 'DELETE'].includes(method)
  if (overrides && pathOf(url).includes('/fhir/4/$uploads/')) request.method = method
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

export type LinkConfig = Pick<Config, 'publicUrl' | 'trustProxy'>

/**
 * What absolute links start with: the configured address, else the one that the caller used.
 * @throws Problem for a malformed `Host`, so that it can't be injected into a link
 */
export function baseUrl(request: FastifyRequest, config: LinkConfig): string {
  if (config.publicUrl !== undefined) return config.publicUrl
  const forwarded = config.trustProxy ? request.headers : {}
  const scheme = firstOf(forwarded['x-forwarded-proto'])
  const host = firstOf(forwarded['x-forwarded-host']) ?? request.headers.host
  if (host === undefined || !HOST.test(host)) {
    throw new Problem(
      'bad-request',
      'The Host header must name this server, such as 127.0.0.1:8080.',
    )
  }
  return `${scheme === 'https' ? 'https' : 'http'}://${host}`
}

/** Where the organization's FHIR API is, absolute, with the organization as the caller named it. @throws Problem */
export function fhirUrl(request: FastifyRequest, config: LinkConfig): string {
  const { org } = request.params as { org: string }
  return `${baseUrl(request, config)}/organizations/${encodeURIComponent(org)}/fhir/4`
}

/** Where its Binaries are. @throws Problem */
export function typeUrl(request: FastifyRequest, config: LinkConfig): string {
  return `${fhirUrl(request, config)}/Binary`
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

function isBelow(url: string, basePath: string): boolean {
  return url.startsWith(basePath) && ['', '/', '?', '#'].includes(url.charAt(basePath.length))
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return [header].flat()[0]?.split(',')[0]?.trim()
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
