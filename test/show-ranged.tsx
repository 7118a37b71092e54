import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from 'vitest-browser-react'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { PreviewOfBinary } from '#features/preview/Preview.tsx'
import { CONTENT_EXTENSION, RAW_CONTENT_EXTENSION, withFileName } from '#fhir/binary/binary.ts'
import { actorOf } from './actor.ts'

/** A server that gives raw content and ranges of it; the whole only when it is let go. */
function serverOf(content: Uint8Array<ArrayBuffer>, contentType: string) {
  const whole = Promise.withResolvers<void>()
  const state = { sent: 0, wholes: 0, ranges: 0, broken: false }
  const transport: typeof fetch = async (input, init) => {
    if (String(input instanceof Request ? input.url : input).includes('metadata')) {
      const extension = [{ url: RAW_CONTENT_EXTENSION, valueBoolean: true }]
      return Response.json({
        resourceType: 'CapabilityStatement',
        rest: [{ resource: [{ type: 'Binary', extension }] }],
      })
    }
    const range = /(\d+)-(\d+)/.exec(new Headers(init?.headers).get('Range') ?? '')
    if (range === null) {
      state.wholes += 1
      await whole.promise
      init?.signal?.throwIfAborted()
      return new Response(content, { headers: { 'Content-Type': contentType } })
    }
    if (state.broken) return new Response('', { status: 500 })
    state.ranges += 1
    const [start, end] = [Number(range[1]), Number(range[2]) + 1]
    state.sent += end - start
    return new Response(content.slice(start, end), {
      status: 206,
      headers: {
        'Content-Type': contentType,
        'Content-Range': `bytes ${start}-${end - 1}/${content.length}`,
        ETag: 'W/"1"',
      },
    })
  }
  return { transport, state, letGo: () => whole.resolve() }
}

/** Shows a content as the page of a Binary does, from a server that gives ranges of it. */
export async function showRanged(
  content: Uint8Array<ArrayBuffer>,
  contentType: string,
  name: string,
) {
  const server = serverOf(content, contentType)
  const client = createClient({
    base: '',
    transport: server.transport,
    actor: actorOf({ token: () => '' }),
    logCdata: () => undefined,
  })
  const size = { url: CONTENT_EXTENSION, valueAttachment: { size: content.length } }
  const binary = withFileName(
    { resourceType: 'Binary', id: 'x', contentType, _data: { extension: [size] } },
    name,
  )
  const view = await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={createApi(client)}>
        <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
          <PreviewOfBinary org="o" id="x" versionId="1" binary={binary} />
        </div>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { ...server, view }
}
