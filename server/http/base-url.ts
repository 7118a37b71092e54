import type { FastifyRequest } from 'fastify'
import type { Config } from '#server/config.ts'
import { Problem } from './problem.ts'

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/**
 * What absolute links start with: the configured address, else the one that the caller used.
 * @throws Problem 400 for a `Host` that is none, so that it can't be played into a link
 */
export function baseUrl(
  request: FastifyRequest,
  config: Pick<Config, 'publicUrl' | 'trustProxy'>,
): string {
  if (config.publicUrl !== undefined) return config.publicUrl
  const forwarded = config.trustProxy ? request.headers : {}
  const scheme = firstOf(forwarded['x-forwarded-proto'])
  const host = firstOf(forwarded['x-forwarded-host']) ?? request.headers.host
  if (host === undefined || !HOST.test(host)) {
    throw new Problem(400, 'The Host header must name this server, such as 127.0.0.1:8080.')
  }
  return `${scheme === 'https' ? 'https' : 'http'}://${host}`
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return [header].flat()[0]?.split(',')[0]?.trim()
}
