import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { PlayVersions } from '#features/compare/play/PlayVersions.tsx'
import '#ui/styles/base.css'
import { actorOf } from './actor.ts'

type Content = Blob | string | Uint8Array<ArrayBuffer>

let runs = 0

/** @param contents of the versions, oldest first; the address is state here */
export async function show(
  contents: Content[],
  { failing = new Set<number>(), from = 1, page: first = 1, deletions = 0 } = {},
) {
  await page.viewport(900, 800)
  const id = `file-${(runs += 1)}`
  const read: number[] = []
  const transport: typeof fetch = async (input) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) return new Response('', { status: 404 })
    const version = Number(/_history\/(\d+)/.exec(url)?.[1])
    read.push(version)
    if (failing.has(version)) return new Response('', { status: 403 })
    const type = 'application/octet-stream'
    return new Response(contents[version - 1], { headers: { 'Content-Type': type } })
  }
  const actor = actorOf({ token: () => '' })
  const client = createClient({ base: '', transport, actor, logCdata: () => undefined })
  const api = createApi(client)
  const queryClient = new QueryClient()
  const steps: string[] = []
  function Address() {
    const [address, setAddress] = useState({ versionId: String(from), page: first })
    return (
      <div style={{ display: 'grid', blockSize: 700 }}>
        {contents.map((_, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- versions have no other identity
          <button
            // oxlint-disable-next-line react/no-array-index-key -- versions have no other identity
            key={at}
            type="button"
            onClick={() => setAddress({ ...address, versionId: `${at + 1}` })}
          >
            List {at + 1}
          </button>
        ))}
        <PlayVersions
          {...{ org: 'o', id, deletions }}
          {...address}
          versions={contents.map((_, at) => ({
            versionId: String(at + 1),
            title: `Version ${at + 1}`,
            at: `2026-05-0${at + 1}T10:00:00Z`,
            author: at % 2 === 0 ? 'Ann' : 'Ben',
            binary: { resourceType: 'Binary', id, contentType: 'application/octet-stream' },
          }))}
          onVersion={(versionId) => {
            steps.push(versionId)
            setAddress({ ...address, versionId })
          }}
          onPage={(next) => setAddress({ ...address, page: next })}
          onOlder={undefined}
        />
      </div>
    )
  }
  const shown = await render(
    <QueryClientProvider client={queryClient}>
      <ApiProvider api={api}>
        <Address />
      </ApiProvider>
    </QueryClientProvider>,
  )
  const choose = (version: string) => button(`List ${version}`).click()
  return { read, steps, failing, shown, choose }
}

export async function picture(colour: string, width = 40, height = 30): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.fillStyle = colour
  context.fillRect(0, 0, width, height)
  return canvas.convertToBlob()
}

export const three = () => Promise.all([picture('#ff0000'), picture('#00ff00'), picture('#0000ff')])
export const button = (name: string) => page.getByRole('button', { name, exact: true })
export const shownPicture = (name: string) => page.getByRole('img', { name, exact: true })
export const told = () => page.getByRole('group', { name: 'About this version' })
