import { createHash, timingSafeEqual } from 'node:crypto'
import type { RouteOptions } from 'fastify'
import type { Metrics } from './metrics.ts'

/** `/metrics` beside the API, for who has its token; no token of the API is good for it, nor the other way round. */
export function metricsRoute(metrics: Metrics, token: string): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/metrics',
    handler: async ({ method, headers: { authorization } }, reply) => {
      const { status, headers, body } = await answerTo(metrics, { method, authorization }, token)
      return reply.code(status).headers(headers).send(body)
    },
  }
}

export interface MetricsAnswer {
  status: 200 | 401 | 404 | 405 | 503
  headers: Record<string, string>
  body: string
}

/**
 * What a scraper gets. It never rejects.
 * @param token asked for where there is one, as a bearer token
 */
export async function answerTo(
  metrics: Metrics,
  { method, authorization }: { method?: string | undefined; authorization?: string | undefined },
  token: string | undefined,
): Promise<MetricsAnswer> {
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, headers: { ...PLAIN, allow: 'GET, HEAD' }, body: 'Only GET and HEAD.\n' }
  if (token !== undefined && !isSame(authorization ?? '', `Bearer ${token}`)) {
    const headers = { ...PLAIN, 'www-authenticate': 'Bearer realm="metrics"' }
    return { status: 401, headers, body: 'The token of the metrics is needed.\n' }
  }
  try {
    const body = await metrics.text()
    return {
      status: 200,
      headers: { ...PLAIN, 'content-type': metrics.registry.contentType },
      body,
    }
  } catch {
    return {
      status: 503,
      headers: { ...PLAIN, 'retry-after': '5' },
      body: 'The metrics can not be collected.\n',
    }
  }
}

const PLAIN = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** In a time that says nothing of how much of it was right. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
