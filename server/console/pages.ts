import type { FastifyRequest } from 'fastify'
import { pathOf } from '#server/http/request/address.ts'

/**
 * Whether somebody is better served by a page than by an OperationOutcome: who navigates, wherever to, and who asks for
 * an address of the console and takes anything.
 */
export function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const accept = request.headers.accept ?? '*/*'
  if (/\btext\/html\b/i.test(accept)) return true
  return CONSOLE_PATHS.test(pathOf(request.raw.url)) && /(?:\*|text)\/\*/i.test(accept)
}

/** Tells the console below which path it is; `src/site/base-path.ts` reads it. */
export function headWithBase(basePath: string): string {
  return `<head><meta name="binnacle-base" content="${basePath}" />`
}

/** Where the console's pages are: none of them shares a path with the API. */
const CONSOLE_PATHS = /^\/(?:connect|settings|o(?:\/.*)?)?$/
