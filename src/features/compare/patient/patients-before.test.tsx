import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { CONTENT_EXTENSION, RAW_CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import { actorOf } from '#test/actor.ts'
import '#ui/styles/base.css'
import { ContentDifferences, type ComparedVersion } from '../ContentDifferences.tsx'

const STATEMENT = {
  resourceType: 'CapabilityStatement',
  rest: [
    {
      mode: 'server',
      resource: [
        { type: 'Binary', extension: [{ url: RAW_CONTENT_EXTENSION, valueBoolean: true }] },
      ],
    },
  ],
}

/** A message of 30 MB that names a patient at its beginning. */
function message(id: string, name: string, born: string): Uint8Array<ArrayBuffer> {
  const head = `MSH|^~\\&|LAB|H|||20260101||ORU^R01|1|P|2.5\rPID|1||${id}^^^H||${name}||${born}|F\r`
  const line = 'OBX|1|NM|K^Potassium||4.6|mmol/L\r'
  return new TextEncoder().encode(head + line.repeat(Math.ceil(30_000_000 / line.length)))
}

async function show(contents: Record<string, Uint8Array<ArrayBuffer>>, givesParts: boolean) {
  const asked: (string | null)[] = []
  const transport: typeof fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) {
      const body = JSON.stringify(STATEMENT)
      return givesParts ? Response.json(JSON.parse(body)) : new Response('', { status: 404 })
    }
    const version = /_history\/(\d+)/.exec(url)?.[1] ?? ''
    const bytes = contents[version] ?? new Uint8Array()
    const range = new Headers(init?.headers).get('Range')
    asked.push(range)
    const [from = 0, to = 0] =
      /(\d+)-(\d+)/
        .exec(range ?? '')
        ?.slice(1)
        .map(Number) ?? []
    const headers = {
      'Content-Type': 'x-application/hl7-v2+er7',
      'Content-Range': `bytes ${from}-${Math.min(to, bytes.length - 1)}/${bytes.length}`,
      ETag: `W/"${version}"`,
    }
    return new Response(bytes.slice(from, to + 1), { status: 206, headers })
  }
  const actor = actorOf({ token: () => '' })
  const api = createApi(createClient({ base: '', transport, actor, logCdata: () => undefined }))
  const side = (versionId: string): ComparedVersion => ({
    id: 'a',
    versionId,
    title: `Version ${versionId}`,
    binary: {
      resourceType: 'Binary',
      id: 'a',
      contentType: 'x-application/hl7-v2+er7',
      meta: { versionId },
      _data: {
        extension: [
          {
            url: CONTENT_EXTENSION,
            valueAttachment: { size: contents[versionId]?.length ?? 0 },
          },
        ],
      },
    },
  })
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={api}>
        <ContentDifferences org="o" from={side('1')} to={side('2')} renderPreview={() => null} />
      </ApiProvider>
    </QueryClientProvider>,
  )
  await expect.element(page.getByRole('button', { name: 'Load and compare them' })).toBeVisible()
  return asked
}

test('before two large contents are loaded, their beginnings say that they are of two patients', async () => {
  const asked = await show(
    { 1: message('1042', 'SAMPLETON^MAREN', '19610314'), 2: message('7', 'ROE^JANE', '19800101') },
    true,
  )
  const alert = page.getByRole('alert')
  await expect.element(alert).toBeVisible()
  await expect.element(alert.getByText('The patient’s data differ', { exact: false })).toBeVisible()
  await expect
    .element(alert.getByText('only the beginning was looked at', { exact: false }))
    .toBeVisible()
  // Parts alone were asked for, and of each no more than its beginning.
  const ends = asked.map((range) => Number(/-(\d+)$/.exec(range ?? '')?.[1] ?? Infinity))
  expect(Math.max(...ends)).toBeLessThan(9_000_000)
})

test('where a server gives no parts, nothing is asked for before somebody wants it', async () => {
  const both = message('1', 'A^B', '1980')
  expect(await show({ 1: both, 2: both }, false)).toEqual([])
})
