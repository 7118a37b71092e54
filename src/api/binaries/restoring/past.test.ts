import { expect, test } from 'vitest'
import { connect } from '#test/connect-api.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { readPast } from './past.ts'

const MAY = Date.parse('2026-05-03T10:00:00Z')
const signal = new AbortController().signal

function version(number: number) {
  const lastUpdated = new Date(MAY + (number - 3) * 60_000).toISOString()
  const meta = { versionId: String(number), lastUpdated }
  return { resourceType: 'Binary', id: 'x', contentType: 'text/plain', meta }
}

/** A server of five versions, the third of them saved at ten; its history has two a page, in the order that is told. */
function withPages(order: (numbers: number[]) => number[], asked: string[] = []) {
  return oddServer((request, response) => {
    const { url = '' } = request
    if (!url.includes('_history')) return sendJson(response, version(5))
    asked.push(url)
    const page = Number(/page=(\d)/.exec(url)?.[1] ?? 0)
    const shown = order([5, 4, 3, 2, 1]).slice(page * 2, page * 2 + 2)
    const path = url.replace(/\?.*/, '')
    sendJson(response, {
      resourceType: 'Bundle',
      type: 'history',
      ...(page < 2 && { link: [{ relation: 'next', url: `${path}?page=${page + 1}` }] }),
      entry: shown.map((number) => ({
        resource: version(number),
        request: { method: 'PUT', url: 'Binary/x' },
        response: { status: '200', etag: `W/"${number}"` },
      })),
    })
  })
}

test('pages are followed until the instant is passed, and no further', async () => {
  const asked: string[] = []
  await using server = await withPages((all) => all, asked)
  const { client } = connect(server.base)
  const past = await readPast(client, 'o', { id: 'x', instant: MAY }, signal)
  expect(past.was).toMatchObject({ kind: 'live', versionId: '3' })
  expect(past.plan).toMatchObject({ kind: 'restore', replaces: { versionId: '5' } })
  expect(asked).toHaveLength(2)
})

test('a history that begins with its oldest version is read to what is current', async () => {
  await using server = await withPages((all) => all.toReversed())
  const { client } = connect(server.base)
  const past = await readPast(client, 'o', { id: 'x', instant: MAY + 70_000 }, signal)
  expect(past.was).toMatchObject({ kind: 'live', versionId: '4' })
  const before = await readPast(client, 'o', { id: 'x', instant: MAY - 999_999 }, signal)
  expect(before.plan).toEqual({ kind: 'absent' })
})

test.each([404, 501])('without a history (%i) nothing is planned', async (status) => {
  await using server = await oddServer((request, response) => {
    if ((request.url ?? '').includes('_history')) {
      return sendJson(response, { resourceType: 'OperationOutcome', issue: [] }, { status })
    }
    sendJson(response, version(5))
  })
  const { client } = connect(server.base)
  const past = await readPast(client, 'o', { id: 'x', instant: MAY }, signal)
  expect(past.plan.kind).toBe('unknown')
})

test('a stop ends the reading', async () => {
  await using server = await withPages((all) => all)
  const { client } = connect(server.base)
  const stopped = readPast(client, 'o', { id: 'x', instant: MAY }, AbortSignal.abort())
  await expect(stopped).rejects.toThrow(/abort/i)
})
