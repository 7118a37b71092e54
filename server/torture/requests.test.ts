import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { RouteOptions } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { apiRoutes } from '#server/routes/api-routes.ts'
import type { Deps } from '#server/routes/deps.ts'
import { hostileRequest } from '#test/hostile-requests.ts'
import type { HostileRequest } from '#test/hostile-requests.ts'
import { client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'

const REQUESTS = 1200
const AT_ONCE = 8

let server: TestServer
let port: number
let routes: { method: string; path: string }[]
const logged: string[] = []
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
const stored = { id: '', text: 'stored before' }

beforeAll(async () => {
  const logger = pino({ level: 'error' }, { write: (line) => void logged.push(line) })
  server = await testServer({ logger })
  port = Number(new URL(await server.listen()).port)
  const data = Buffer.from(stored.text).toString('base64')
  stored.id = (await client(server).create({ data, language: 'en' })).id
  // Of what its routes are called the server itself is asked, so that none is forgotten.
  const deps = {
    stores: server.store,
    audit: server.store.audit,
    config: readConfig({}),
    clock: () => new Date(),
    newId: randomUUID,
  }
  routes = apiRoutes(deps as unknown as Deps).flatMap(methodsOf)
})
afterAll(async () => {
  agent.destroy()
  await server[Symbol.asyncDispose]()
})

function methodsOf({ method, url }: RouteOptions): { method: string; path: string }[] {
  return [method].flat().map((method) => ({ method: String(method), path: url }))
}

test(`generated requests to all routes get no 5xx`, timeFor(120_000), async () => {
  const random = seeded()
  const tried = new Set<string>()
  // Fewer would leave out routes by chance.
  const many = Math.max(REQUESTS, rounds(REQUESTS))
  const statuses = new Map<number, number>()
  const worker = async (count: number) => {
    for (let at = 0; at < count; at += 1) {
      const sent = hostileRequest(random, routes, [stored.id, 'x', 'y1', 'y2', 'y3'])
      tried.add(sent.route)
      const { status, type, text } = await send(sent)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const isTold = sent.method !== 'HEAD' && sent.path.startsWith('/organizations/')
      const asJson = /^application\/(fhir\+)?json/.test(type)
      if (status >= 500 || (status >= 400 && isTold && !asJson))
        throw new Error(`${status} ${type} ${text}\n${told(sent)}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker(many / AT_ONCE)))
  expect(logged).toEqual([])
  expect(
    routes.map(({ method, path }) => `${method} ${path}`).filter((one) => !tried.has(one)),
  ).toEqual([])
  // It was not all refused at the door.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(many / 50)
  expect(statuses.get(201) ?? 0).toBeGreaterThan(0)
  const kept = await client(server).get(`${A}/${stored.id}/_history/1`)
  expect(Buffer.from(kept.json().data ?? '', 'base64').toString()).toBe(stored.text)
})

function send({
  method,
  path,
  headers,
  body,
}: HostileRequest): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) }
    const out = request({
      agent,
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...headers, ...length },
    })
    out.on('error', (cause) => reject(new Error(told({ method, path, headers, body }), { cause })))
    out.on('response', (answer) => {
      let text = ''
      answer.setEncoding('latin1')
      answer.on('data', (chunk: string) => void (text += chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers['content-type'] ?? '',
          text,
        }),
      )
    })
    out.end(body)
  })
}

function told({ method, path, headers, body }: Omit<HostileRequest, 'route'>): string {
  return JSON.stringify({ method, path, headers, body: body?.toString('latin1') }).slice(0, 6000)
}
