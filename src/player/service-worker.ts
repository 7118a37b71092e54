import {
  answerOf,
  CLAIM,
  verdictOf,
  WALLS,
  type RangeAsk,
  type RangeHead,
  type RangeWish,
  type RangeWord,
} from './protocol.ts'

/**
 * The service worker of the player's folder. The console's own pages are outside of it, so that none of their requests
 * comes by. It makes no requests, keeps nothing, and knows no content: it asks the frame whose element wants one, and
 * hands on what comes. A browser may end and start it at any time.
 */
const worker = globalThis as unknown as WorkerScope

worker.addEventListener('install', () => void worker.skipWaiting())
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('message', (event) => {
  if (event.data === CLAIM) event.waitUntil(worker.clients.claim())
})
worker.addEventListener('fetch', (event) => {
  const verdict = verdictOf(event.request, worker.registration.scope)
  switch (verdict.kind) {
    case 'page':
      return
    case 'content':
      event.respondWith(answer(event, verdict.address))
      return
    case 'refused':
      event.respondWith(refusal(403))
  }
})

/** Milliseconds for the console's first word. */
const SPEAKS_WITHIN = 10_000

async function answer(event: FetchEventLike, address: string): Promise<Response> {
  const client = await worker.clients.get(event.clientId)
  const { scope } = worker.registration
  if (client === undefined || client.url.replace(/[?#].*/, '') !== `${scope}player.html`) {
    return refusal(403)
  }
  const { port1: port, port2 } = new MessageChannel()
  const first = nextWord(port, SPEAKS_WITHIN)
  const ask: RangeAsk = { address, range: event.request.headers.get('Range') }
  client.postMessage(ask, [port2])
  const word = await first
  if (word?.kind !== 'head') {
    port.close()
    return refusal(410)
  }
  const { status, headers } = answerOf(word.head)
  if (status >= 400) port.close()
  const body = status < 400 ? bodyOf(port, word.head) : null
  return new Response(body, { status, headers })
}

function refusal(status: number): Response {
  // Without a type, who opens such an address as a page would be offered a download.
  const headers = { ...WALLS, 'Content-Type': 'text/plain;charset=utf-8' }
  return new Response('Only the player of the console gets this.', { status, headers })
}

/** Asks for more only when the player has taken what there was. */
function bodyOf(port: MessagePort, { part }: RangeHead): ReadableStream<Uint8Array<ArrayBuffer>> {
  let missing = part === undefined ? 0 : part.end - part.start
  const wish = (what: RangeWish) => port.postMessage(what)
  return new ReadableStream(
    {
      async pull(controller) {
        const next = nextWord(port)
        wish('more')
        const word = await next
        if (word?.kind === 'bytes' && word.bytes.length <= missing) {
          missing -= word.bytes.length
          controller.enqueue(word.bytes)
          return
        }
        port.close()
        if (word?.kind === 'end' && missing === 0) controller.close()
        else controller.error(new Error('The content can’t be read.'))
      },
      cancel() {
        wish('leave')
        port.close()
      },
    },
    { highWaterMark: 0 },
  )
}

/** @param patience milliseconds; without any, as long as it takes */
function nextWord(port: MessagePort, patience?: number): Promise<RangeWord | undefined> {
  const { promise, resolve } = Promise.withResolvers<RangeWord | undefined>()
  port.addEventListener('message', ({ data }: MessageEvent<RangeWord>) => resolve(data), {
    once: true,
  })
  port.start()
  if (patience === undefined) return promise
  const timer = setTimeout(() => resolve(undefined), patience)
  return promise.finally(() => clearTimeout(timer))
}

/** Of a service worker's global scope, what is used here; the library's own types leave no room for `document`. */
interface WorkerScope {
  readonly registration: { readonly scope: string }
  readonly clients: {
    claim(): Promise<void>
    get(id: string): Promise<ClientLike | undefined>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listen: (event: LongEvent) => void): void
  addEventListener(type: 'message', listen: (event: LongEvent & { data: unknown }) => void): void
  addEventListener(type: 'fetch', listen: (event: FetchEventLike) => void): void
}

interface LongEvent {
  waitUntil(work: Promise<unknown>): void
}

interface FetchEventLike {
  readonly request: Request
  readonly clientId: string
  respondWith(answer: Promise<Response> | Response): void
}

interface ClientLike {
  readonly url: string
  postMessage(message: unknown, transfer: Transferable[]): void
}
