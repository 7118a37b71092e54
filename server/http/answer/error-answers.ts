import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Place } from '#server/store/store.ts'
import { Problem, toProblem } from '../errors.ts'
import { MemoryFull } from '../memory-budget.ts'
import { sendJson } from './answer.ts'

/** What is served beside the API. */
export interface Pages {
  /** Adds the routes of files that have an address of their own. */
  addRoutes?: (app: FastifyInstance) => void
  /**
   * Answers what no route knows, or leaves it alone: then it is a 404. Never called for an address of the API.
   * @returns whether it answered
   */
  fallback: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>
}

/** Makes every error an OperationOutcome, unknown routes and methods included. */
export function addErrorAnswers(
  app: FastifyInstance,
  place: Place,
  fallback?: Pages['fallback'],
): void {
  const known = new KnownPaths()
  app.addHook('onRoute', ({ url, method }) => known.add(url, [method].flat()))
  app.setErrorHandler(async (error, request, reply) => {
    const problem = await explained(toProblem(error), place)
    // That there is no room is not a fault, and whoever asks for too much could fill the disk with it.
    if (problem.status >= 500 && !(error instanceof MemoryFull))
      request.log.error({ err: error }, 'request failed')
    for (const name of HEADERS_OF_CONTENT) reply.removeHeader(name)
    reply.header('cache-control', 'no-store').headers(problem.headers)
    return sendJson(reply, problem.status, problem.outcome)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const methods = known.methods(request.raw.url)
    if (methods.length === 0) {
      const answered = !request.context && (await fallback?.(request, reply))
      if (answered) return reply
      throw new Problem('not-found', 'There is nothing at this address.')
    }
    throw new Problem('method-not-allowed', `Only ${methods.join(', ')} can be used here.`, {
      headers: { allow: methods.join(', ') },
    })
  })
}

/** What fails without the data fails for that reason. */
export async function explained(problem: Problem, place: Place): Promise<Problem> {
  if (problem.status !== 500 && problem.status !== 503) return problem
  const state = await place.look()
  return state.kind === 'here' ? problem : new Problem('unavailable', state.reason)
}

/** They describe what would have been answered. */
const HEADERS_OF_CONTENT = [
  'content-length',
  'content-encoding',
  'last-modified',
  'vary',
  'content-disposition',
]

/** Which methods an address has, for 405. */
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
