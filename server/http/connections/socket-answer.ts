import { STATUS_CODES } from 'node:http'
import type { Problem } from '../errors.ts'

/**
 * An answer for a connection on which there is no request that it could belong to, as it goes over the wire. It is the
 * last one: the connection is closed after it.
 */
export function lastAnswer(problem: Problem, requestId: string): string {
  const { status, outcome } = problem
  const body = JSON.stringify(outcome)
  const all = { ...problem.headers, ...outcomeHeaders(body, requestId), connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`
}

export function outcomeHeaders(body: string, requestId: string): Record<string, string> {
  return {
    date: new Date().toUTCString(),
    'content-type': 'application/fhir+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  }
}
