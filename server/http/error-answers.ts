import type { FastifyInstance } from 'fastify'
import type { Pages } from '#server/console/pages.ts'
import { sendOutcome } from './answer.ts'
import { discardRest } from './discard-rest.ts'
import { toProblem } from './errors.ts'
import { Problem } from './problem.ts'

/**
 * Every error is an OperationOutcome, unknown routes and methods included.
 * @param fallback is asked first where there is no route, save under the API's own addresses
 */
export function addErrorAnswers(app: FastifyInstance, fallback?: Pages['fallback']): void {
  const known = new KnownPaths()
  app.addHook('onRoute', ({ url, method }) => known.add(url, [method].flat()))
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error)
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed')
    for (const name of HEADERS_OF_CONTENT) reply.removeHeader(name)
    reply.header('cache-control', 'no-store').headers(problem.headers)
    return sendOutcome(reply, problem.status, problem.outcome)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const methods = known.methods(request.raw.url)
    if (methods.length === 0) {
      const answered = !request.call && (await fallback?.(request, reply))
      if (answered) return reply
      throw new Problem(404, 'There is nothing at this address.')
    }
    throw new Problem(405, `Here only ${methods.join(', ')} can be used.`, {
      headers: { allow: methods.join(', ') },
    })
  })
  app.addHook('onSend', async ({ raw }, _reply, payload) => {
    // Whoever is refused before their body was looked at still gets the answer: see discardRest.
    const hasBody = raw.headers['content-length'] ?? raw.headers['transfer-encoding']
    if (hasBody !== undefined && raw.readableFlowing === null) discardRest(raw)
    return payload
  })
}

/** They spoke of what would have been answered. */
const HEADERS_OF_CONTENT = [
  'content-length',
  'content-encoding',
  'last-modified',
  'vary',
  'content-disposition',
]

/** Which methods there are at an address, for 405. */
class KnownPaths {
  readonly #paths = new Map<string, { pattern: RegExp; methods: string[] }>()

  add(url: string, methods: string[]): void {
    const known = this.#paths.get(url)
    if (known) known.methods.push(...methods)
    else this.#paths.set(url, { pattern: patternOf(url), methods: [...methods] })
  }

  methods(url: string | undefined): string[] {
    const path = (url ?? '/').split('?', 1)[0] ?? '/'
    const found = [...this.#paths.values()].filter(({ pattern }) => pattern.test(path))
    return [...new Set(found.flatMap(({ methods }) => methods))].sort()
  }
}

function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+'
    return segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${segments.join('/')}/?$`)
}
