import type { FastifyRequest } from 'fastify'
import { baseUrl } from '#server/http/base-url.ts'
import type { Deps } from './deps.ts'

/** Where the API's Binaries are, absolute, with the organization as the caller named it. @throws Problem 400 */
export function typePath(request: FastifyRequest, { config }: Pick<Deps, 'config'>): string {
  const { org } = request.params as { org: string }
  return `${baseUrl(request, config)}/organizations/${encodeURIComponent(org)}/fhir/4/Binary`
}
