import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { isFhirJson } from '#fhir/media-type.ts'
import { isRecord } from '#lib/is-record.ts'
import { bearerOf } from '#server/auth/authenticate.ts'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import { recordFirst } from '#server/http/audit-trail.ts'
import {
  limitsFor,
  readSmallJson,
  refuseEncoding,
  sendContinue,
} from '#server/http/body/read-body.ts'
import { clientAddress } from '#server/http/connections/places.ts'
import { Problem } from '#server/http/errors.ts'
import type { Deps } from './deps.ts'

/** Bytes of the body. */
const MOST_BYTES = 1024

/**
 * Exchanges the code of a printed link for a token. In JSON alone: a form on another site's page can't send that, and a
 * script there would have to be allowed by CORS first. Nothing of either is in the address, in the log or in a cache.
 */
export function sessionRoute({ signIn, audit, clock, memory, config }: Deps): RouteOptions {
  const tries = new Tries()
  return {
    method: 'POST',
    url: '/session',
    config: { refusesAs: 'sign-in' },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const at = clock()
      // Behind a proxy all have one address, and nobody may keep the others out.
      const wait = config.trustProxy
        ? undefined
        : tries.count(clientAddress(request.ip), at.getTime())
      if (wait !== undefined) {
        const headers = { 'retry-after': String(wait) }
        throw new Problem('too-many', 'Too many links were tried. Wait a minute.', { headers })
      }
      const code = await readCode(request, reply, memory)
      const token = await signIn.exchange(code, (name) => {
        const draft = () => ({
          at: at.toISOString(),
          requestId: request.id,
          token: name,
          interaction: 'sign-in',
          duration: Math.round(reply.elapsedTime * 1000) / 1000,
          bytes: 0,
        })
        const audited = { audit: { bytes: 0, written: false }, draft }
        return recordFirst({ audit, required: config.auditRequired }, audited, reply)
      })
      if (token === undefined) {
        const message = 'The link was used already, or is older than ten minutes.'
        const challenge = `Bearer realm="Binnacle", error="invalid_token"`
        throw new Problem('not-authenticated', message, {
          headers: { 'www-authenticate': challenge },
        })
      }
      return sendJson(reply, 200, { token }, PLAIN_JSON)
    },
  }
}

/**
 * Ends the session of the caller's token, at every server at once. Tokens that no link began are revoked by whoever made them,
 * and not by who signs out: they are used elsewhere, too.
 */
export function signOutRoute({ signIn }: Pick<Deps, 'signIn'>): RouteOptions {
  return {
    method: 'DELETE',
    url: '/session',
    config: { interaction: 'sign-out' },
    handler: async (request, reply) => {
      const token = bearerOf(request.headers.authorization)
      if (token === undefined || !(await signIn.end(token)))
        throw new Problem('not-found', 'This token is not of a session that a link began.')
      return reply.code(204).send()
    },
  }
}

/** @throws Problem; BodyError */
async function readCode(
  request: FastifyRequest,
  reply: FastifyReply,
  memory: Deps['memory'],
): Promise<string> {
  refuseEncoding(request)
  if (!isFhirJson(request.headers['content-type']))
    throw new Problem('unsupported-type', 'Send the code as application/json.')
  sendContinue(request, reply, MOST_BYTES)
  const limits = { ...limitsFor(reply, memory, MOST_BYTES), json: { values: 10 } }
  const body = await readSmallJson(request.raw, limits)
  const code = isRecord(body) ? body.code : undefined
  if (typeof code === 'string' && code !== '') return code
  throw new Problem('invalid-request', 'Send {"code": "…"}, with the code of the link.')
}

/** Tries of one address in a minute, which bounds the work that guessing makes: no code can be guessed. */
const MOST_TRIES = 20
const MINUTE = 60_000
const MOST_ADDRESSES = 10_000

/** Counts tries by address, each minute anew. */
class Tries {
  #since = 0
  readonly #counts = new Map<string, number>()

  /** @returns seconds to wait, when the address has tried too often */
  count(address: string, now: number): number | undefined {
    // Also when the clock was set back, or somebody has very many addresses.
    if (Math.abs(now - this.#since) >= MINUTE || this.#counts.size >= MOST_ADDRESSES) {
      this.#since = now
      this.#counts.clear()
    }
    const tries = (this.#counts.get(address) ?? 0) + 1
    this.#counts.set(address, tries)
    return tries > MOST_TRIES ? Math.ceil((this.#since + MINUTE - now) / 1000) : undefined
  }
}
