import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pathOf } from '#server/http/request-url.ts'

/** What is served beside the API. */
export interface Pages {
  /** Adds the routes of files that have an address of their own. */
  addRoutes?: (app: FastifyInstance) => void
  /**
   * Answers what no route knows, or leaves it alone: then it is a 404. Never called for an address of the API.
   * @returns whether it did
   */
  fallback: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>
}

/** Whether somebody navigates, who is better served by a page than by an OperationOutcome. */
export function wantsPage(request: FastifyRequest): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return (
    reads &&
    (pathOf(request.raw.url) === '/' || /\btext\/html\b/i.test(request.headers.accept ?? ''))
  )
}
