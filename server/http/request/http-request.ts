import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../errors.ts'

/**
 * Refuses, before anything else looks at it and whatever its address, a request in a version of HTTP that is not spoken here,
 * and one that does not say clearly whom it is for: what stands in between may have understood it otherwise.
 */
export function addHttpCheck(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }) => {
    const problem = httpProblem(raw)
    if (problem) throw problem
  })
}

/**
 * What is wrong with a request as such. Node takes HTTP/2.0 in a request line for HTTP/1.1, and the first of several hosts.
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.6.6, https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function httpProblem(
  request: Pick<IncomingMessage, 'httpVersion' | 'rawHeaders'>,
): Problem | undefined {
  const { httpVersion, rawHeaders } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return new Problem('unsupported-http', SPOKEN)
  const hosts = rawHeaders.filter(
    (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host',
  )
  const [host] = hosts
  if (hosts.length > 1) return new Problem('bad-request', 'There is more than one Host header.')
  if (host === undefined && httpVersion === '1.1')
    return new Problem('bad-request', 'There is no Host header, which HTTP/1.1 asks for.')
  if (host !== undefined && !HOST.test(host))
    return new Problem('bad-request', 'The Host header is not the name of a host.')
  return undefined
}

/** For a version that the parser itself does not know. */
export const SPOKEN = 'HTTP/1.1 and HTTP/1.0 are spoken here.'

/** What a host may be made of, with a port, or nothing: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2 */
const HOST = /^(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d{0,5})?$/i
