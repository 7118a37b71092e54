import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { actorOf } from '#test/actor.ts'
import { createBinary } from '../binaries/writes.ts'
import { createClient } from './client.ts'
import { EXPOSED_HEADERS, REQUEST_HEADERS, REQUEST_METHODS } from './cross-origin-refusal.ts'
import { explainError } from './explain-error.ts'

const PAGE = 'https://console.example'
const get = { method: 'GET', path: '/organizations/o/fhir/4/Binary/x' } as const
const put = { ...get, method: 'PUT', body: '{}', headers: { 'If-Match': 'W/"1"' } } as const

/** A network as a browser shows it: what CORS refuses fails like what is not there, and only `no-cors` tells them apart. */
function network(of: { reachable: boolean; allows: (init: RequestInit) => boolean }) {
  const sent: RequestInit[] = []
  const transport: typeof fetch = async (_, init = {}) => {
    sent.push(init)
    if (init.mode === 'no-cors' ? of.reachable : of.reachable && of.allows(init)) {
      return new Response('{}', { headers: { 'Content-Type': 'application/json' } })
    }
    throw new TypeError('Failed to fetch')
  }
  return { transport, sent }
}

function client(transport: typeof fetch, base = 'https://fhir.example/api') {
  return createClient({
    base,
    pageOrigin: PAGE,
    transport,
    actor: actorOf({ token: () => 'secret-token' }),
    logCdata: () => undefined,
  })
}

describe('a server of another origin', () => {
  it('that forgot to allow this page is named, with what it has to allow', async () => {
    const { transport, sent } = network({ reachable: true, allows: () => false })
    const error: unknown = await client(transport)
      .json(get)
      .catch((problem: unknown) => problem)
    expect(error).toMatchObject({ kind: 'cross-origin' })
    const { title, advice } = explainError(error)
    expect(title).toContain('CORS')
    for (const needed of [PAGE, ...REQUEST_METHODS, ...REQUEST_HEADERS, ...EXPOSED_HEADERS]) {
      expect(advice).toContain(needed)
    }
    expect(JSON.stringify(sent.find(({ mode }) => mode === 'no-cors'))).not.toContain('secret')
  })

  it('that is not there is not reachable', async () => {
    const { transport } = network({ reachable: false, allows: () => true })
    await expect(client(transport).json(get)).rejects.toMatchObject({ kind: 'offline' })
  })

  it('that allows reading may still forget about writing', async () => {
    const { transport } = network({ reachable: true, allows: ({ method }) => method === 'GET' })
    const asking = client(transport)
    await asking.json(get)
    const error: unknown = await asking.json(put).catch((problem: unknown) => problem)
    expect(error).toMatchObject({ kind: 'cross-origin' })
    // The preflight may have been allowed, and the answer alone not.
    expect(explainError(error).advice).toContain('may have been saved')
  })

  it('that answered the same request before is gone for the moment', async () => {
    let allows = true
    const { transport } = network({ reachable: true, allows: () => allows })
    const asking = client(transport)
    await asking.json(get)
    allows = false
    await expect(asking.json(get)).rejects.toMatchObject({ kind: 'offline' })
  })
})

it('a server that hides where it has stored a file is told to show it', async () => {
  const stored = client(async () => new Response(null, { status: 201 }))
  const error: unknown = await createBinary(stored, 'o', { resourceType: 'Binary' }).catch(
    (problem: unknown) => problem,
  )
  expect(error).toMatchObject({ kind: 'cross-origin' })
  expect(explainError(error).advice).toContain('expose the headers ETag, Location')
})

it('a server of the page’s own origin needs no leave', async () => {
  const { transport, sent } = network({ reachable: true, allows: () => false })
  await expect(client(transport, '').json(get)).rejects.toMatchObject({ kind: 'offline' })
  expect(sent).toHaveLength(1)
})

it('the documents name all that a server has to allow', async () => {
  const file = resolve(import.meta.dirname, '../../../docs/configuration.md')
  const text = await readFile(file, 'utf8')
  for (const needed of [...REQUEST_METHODS, ...REQUEST_HEADERS, ...EXPOSED_HEADERS]) {
    expect(text).toContain(`\`${needed}\``)
  }
})
