import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpProblem } from '#server/http/request/http-request.ts'
import { BadSetting } from '#server/settings/read-setting.ts'
import { answerTo, type MetricsAnswer } from './answer.ts'
import type { Metrics } from './metrics.ts'

/** `/metrics` on a port of its own, which serves nothing else. */
export interface MetricsServer {
  /** Such as `http://127.0.0.1:9464/metrics`. */
  address: string
  stop(): Promise<void>
}

/**
 * @param token asked for where there is one
 * @throws BadSetting where it can not listen
 */
export async function startMetricsServer(
  metrics: Metrics,
  { port, host, token }: { port: number; host: string; token?: string },
): Promise<MetricsServer> {
  const server = createServer(
    {
      headersTimeout: 5000,
      requestTimeout: 5000,
      keepAliveTimeout: 60_000,
      maxHeaderSize: 8192,
      requireHostHeader: false,
    },
    (request, response) => {
      const send = ({ status, headers, body }: MetricsAnswer | Refused) =>
        response
          .writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
          .end(request.method === 'HEAD' ? undefined : body)
      const problem = httpProblem(request)
      if (problem)
        return void send({ ...NOT_FOUND, status: problem.status, body: `${problem.message}\n` })
      if ((request.url ?? '').split('?', 1)[0] !== '/metrics') return void send(NOT_FOUND)
      void answerTo(metrics, { method: request.method, ...request.headers }, token).then(send)
    },
  )
  // A scraper needs one; nobody else has business here.
  server.maxConnections = 32
  // Whoever does not read what was asked for.
  server.setTimeout(90_000)
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) =>
      reject(new BadSetting(`BINNACLE_METRICS_PORT ${port} can not be listened on (${code}).`)),
    )
    server.listen(port, host, () => resolve())
  })
  const { address, family, port: taken } = server.address() as AddressInfo
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}/metrics`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

/** Of what is no clear request at all. */
type Refused = Omit<MetricsAnswer, 'status'> & { status: number }

const NOT_FOUND: MetricsAnswer = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'There is /metrics here, and nothing else.\n',
}
