import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OddServer extends AsyncDisposable {
  base: string
  /** `METHOD path`, in the order they came. */
  seen: string[]
  requests: IncomingMessage[]
}

/** A server that answers as no good one would. What it throws ends the connection. */
export async function oddServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<OddServer> {
  const seen: string[] = []
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    requests.push(request)
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      try {
        answer(request, response, body)
      } catch {
        response.destroy()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function sendJson(
  response: ServerResponse,
  json: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(JSON.stringify(json))
}
