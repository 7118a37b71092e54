import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Body } from './bodies.ts'

const agent = new Agent({ keepAlive: true })

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Of the body. */
  bytes: number
}

interface Call {
  method?: 'GET' | 'POST' | 'DELETE'
  headers?: Record<string, string>
  body?: Body
}

/**
 * Sends a request over `node:http` and throws the answer's body away as it comes.
 *
 * @throws Error when the answer is no success
 */
export async function call(url: string, options: Call = {}): Promise<Answer> {
  return await answerOf(url, options, () => undefined)
}

/** The same for a small answer, parsed. */
export async function callJson(url: string, options: Call = {}): Promise<unknown> {
  const chunks: Buffer[] = []
  await answerOf(url, options, (chunk) => chunks.push(chunk))
  return JSON.parse(Buffer.concat(chunks).toString())
}

async function answerOf(
  url: string,
  { method = 'GET', headers = {}, body }: Call,
  take: (chunk: Buffer) => void,
): Promise<Answer> {
  const outgoing = request(url, {
    method,
    agent,
    headers: {
      ...headers,
      ...(body && { 'content-type': body.contentType, 'content-length': body.length }),
    },
  })
  const answered = new Promise<Answer>((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', (answer) => {
      const { statusCode: status = 0, headers } = answer
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        take(chunk)
      })
      answer.on('error', reject)
      answer.on('end', () => {
        if (status >= 200 && status < 300) resolve({ status, headers, bytes })
        else reject(new Error(`${method} ${url.split('?')[0]} was answered with ${status}`))
      })
    })
  })
  const sent = body ? pipeline(Readable.from(body.chunks()), outgoing) : void outgoing.end()
  const [answer] = await Promise.all([answered, sent])
  return answer
}
