import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { Wire } from '#test/wire.ts'

let server: TestServer
let port: number
let wires: Wire[] = []

async function listen(env: Record<string, string>): Promise<void> {
  server = await testServer({ env })
  port = Number(new URL(await server.listen()).port)
}
beforeEach(() => {
  wires = []
})
afterEach(async () => {
  for (const wire of wires) wire.close()
  await server[Symbol.asyncDispose]()
})

/** Connections that stay as they are. */
async function open(count: number, address?: string, text = ''): Promise<Wire[]> {
  const opened = Array.from({ length: count }, () => new Wire(port, address))
  wires.push(...opened)
  for (const wire of opened) {
    // The system drops some of very many that come at once, and their clients do not learn it.
    if (wire.socket.connecting) await once(wire.socket, 'connect')
    if (text !== '') await wire.do([text])
  }
  return opened
}

const GET = `GET ${A} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKENS.reader}\r\n\r\n`
/** It is known to be taken by the 100, and under way until its body comes. */
const UNDER_WAY = `POST ${A} HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nContent-Length: 9\r\nExpect: 100-continue\r\nAuthorization: Bearer ${TOKENS.writer}\r\n\r\n`
const stillOpen = (all: Wire[]) => all.filter(({ isClosed }) => !isClosed).length

/** A client that asks, is answered, and keeps its connection. */
async function ordinary(address?: string): Promise<Wire> {
  const [wire] = (await open(1, address, GET)) as [Wire]
  await wire.do([{ until: 1 }])
  expect(wire.received).toMatch(/^HTTP\/1.1 200 /)
  return wire
}

test('silent connections of one address stop nobody, there or elsewhere', async () => {
  await listen({ BINNACLE_MAX_CONNECTIONS: '40', BINNACLE_ADDRESS_CONNECTIONS: '20' })
  const silent = await open(60, '127.0.0.2')
  await expect.poll(() => stillOpen(silent)).toBe(20)
  await ordinary('127.0.0.2')
  await ordinary('127.0.0.3')
  expect(stillOpen(silent.slice(-19))).toBe(19)
})

test('silent connections of all addresses stop nobody, and who has shown a token stays', async () => {
  await listen({ BINNACLE_MAX_CONNECTIONS: '40', BINNACLE_ADDRESS_CONNECTIONS: '20' })
  const known: Wire[] = []
  for (let n = 0; n < 15; n += 1) known.push(await ordinary('127.0.0.9'))
  const silent: Wire[] = []
  for (let n = 20; n < 30; n += 1) silent.push(...(await open(20, `127.0.0.${n}`)))
  await expect.poll(() => stillOpen(silent)).toBe(25)
  expect(stillOpen(known)).toBe(15)
  for (const wire of known) await wire.do([GET, { until: wire.size + 1 }])
  known.push(await ordinary('127.0.0.8'))
  expect(stillOpen(known)).toBe(16)
  // Once they have had their time, half of the places is all they keep.
  await new Promise((resolve) => setTimeout(resolve, 1000))
  for (let n = 0; n < 20; n += 1) known.push(await ordinary(`127.0.0.${n + 40}`))
  expect(stillOpen(known)).toBe(36)
})

test('where all places are taken by requests under way, a new connection is told so, and later gets in', async () => {
  await listen({ BINNACLE_MAX_CONNECTIONS: '4', BINNACLE_ADDRESS_CONNECTIONS: '4' })
  const busy: Wire[] = []
  for (let n = 0; n < 4; n += 1) {
    const [wire] = (await open(1, undefined, UNDER_WAY)) as [Wire]
    await wire.do([{ until: 1 }])
    busy.push(wire)
  }
  const [late] = (await open(1, undefined, GET)) as [Wire]
  const { answers, end } = await late.heard()
  expect(answers[0]).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  expect(end).toBe('closed')
  expect(stillOpen(busy)).toBe(4)
  busy[0]?.close()
  await expect.poll(async () => stillOpen([await ordinary()])).toBe(1)
})

test('1,052 silent connections turn none of 203 ordinary clients away, from the same address', async () => {
  await listen({})
  const silent: Wire[] = []
  while (silent.length < 1052) silent.push(...(await open(263)))
  const clients = await Promise.all(Array.from({ length: 203 }, () => ordinary()))
  expect(stillOpen(clients)).toBe(203)
  await expect.poll(() => stillOpen(silent), { timeout: 10_000 }).toBeLessThanOrEqual(512 - 203)
})
