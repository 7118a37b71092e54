import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Random } from './torture.ts'

/** What may become of a request on its way to an object store. */
const FAULTS = [
  'cut the request',
  'lose the answer',
  'fail',
  'slow down',
  'flip a bit of the body',
  'cut the answer',
  'delay',
] as const

export interface S3Chaos {
  url: string
  /** One request in so many goes wrong; none with Infinity. */
  oneIn: number
  /** Whether there is nobody at the other end. */
  isAway: boolean
  /** How often something has gone wrong, by what. */
  readonly hits: ReadonlyMap<string, number>
  /** How many uploads in parts were begun while nobody may have heard their name: nobody can end those. */
  unheard: number
  stop(): Promise<void>
}

/** A way to an object store on which anything may happen. Chance is the test's. */
export async function startS3Chaos(target: string, random: Random): Promise<S3Chaos> {
  const hits = new Map<string, number>()
  const server = createServer((incoming, outgoing) => {
    incoming.on('error', () => undefined)
    outgoing.on('error', () => undefined)
    if (chaos.isAway) {
      incoming.destroy()
      return
    }
    const isHit = chaos.oneIn !== Infinity && random.once(chaos.oneIn)
    const fault = isHit ? random.pick(FAULTS) : undefined
    if (fault) hits.set(fault, (hits.get(fault) ?? 0) + 1)
    const isBegin = incoming.method === 'POST' && /[?&]uploads(?:=|&|$)/.test(incoming.url ?? '')
    if (isBegin && (fault === 'lose the answer' || fault === 'cut the answer')) chaos.unheard += 1
    pass(target, incoming, outgoing, { fault, random }).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const chaos: S3Chaos = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    oneIn: Infinity,
    isAway: false,
    hits,
    unheard: 0,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
  return chaos
}

async function pass(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { fault, random }: { fault: (typeof FAULTS)[number] | undefined; random: Random },
): Promise<void> {
  if (fault === 'cut the request') {
    incoming.once('data', () => incoming.destroy())
    setTimeout(() => outgoing.destroy(), random.int(20))
    return
  }
  const body = await buffer(incoming)
  if (fault === 'fail' || fault === 'slow down') {
    outgoing.writeHead(fault === 'fail' ? 500 : 503, { 'content-type': 'application/xml' })
    const code = fault === 'fail' ? 'InternalError' : 'SlowDown'
    outgoing.end(`<Error><Code>${code}</Code><Message>As a test has it.</Message></Error>`)
    return
  }
  if (fault === 'flip a bit of the body' && body.length > 0) body[random.int(body.length)]! ^= 4
  if (fault === 'delay') await new Promise((resolve) => setTimeout(resolve, random.int(300)))
  const { method, headers, url = '/' } = incoming
  const upstream = request(new URL(url, target), { method, headers }, (answer) => {
    if (fault === 'lose the answer') {
      answer.resume().on('end', () => outgoing.destroy())
      return
    }
    const { connection: _, 'keep-alive': __, ...rest } = answer.headers
    outgoing.writeHead(answer.statusCode ?? 502, rest)
    if (fault !== 'cut the answer') return void answer.pipe(outgoing)
    let left = random.int(1_000_000)
    answer.on('data', (chunk: Buffer) => {
      outgoing.write(chunk.subarray(0, Math.max(0, left)))
      left -= chunk.length
      if (left <= 0) outgoing.destroy()
    })
    answer.on('end', () => outgoing.destroy())
  })
  upstream.on('error', () => outgoing.destroy())
  upstream.end(body)
}
