import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { connectWorker } from '#lib/worker-session.ts'
import type { SandboxOrder } from '#sandbox/protocol.ts'
import { openSandbox, type SandboxFrame } from '../sandbox/sandbox-frame.ts'
import type { DecodedPage, HtmlMethods } from './html-worker.ts'

/** What is known of a page in its frame. */
export type PageState =
  | { type: 'loading' }
  | { type: 'shown'; title: string; remarks: string[] }
  | { type: 'failed'; reason: string }

interface Page {
  /** In UTF-8. */
  html: Blob
  isXml: boolean
  pictures: ReadonlyMap<string, Blob>
  name: string
}

/** Shows a page in a sandbox frame inside `host`, for as long as it is the same. */
export function useSandboxedPage(page: Page, onLink: (address: string) => void) {
  const { html, isXml, pictures, name } = page
  const host = useRef<HTMLDivElement>(null)
  const frame = useRef<SandboxFrame>(undefined)
  const [known, setKnown] = useState<{ html: Blob; state: PageState }>()
  const [found, setFound] = useState({ current: 0, total: 0 })
  const tellLink = useEffectEvent(onLink)
  const stopped = known?.html === html && known.state.type === 'failed'
  useEffect(() => {
    if (!host.current || stopped) return undefined
    const keep = (state: PageState) => setKnown({ html, state })
    const opened = openSandbox(host.current, {
      title: `Page of ${name}`,
      request: { kind: 'html', html, isXml, pictures, print: false },
      onMissing: () => keep({ type: 'failed', reason: MISSING }),
      onReport(report) {
        if (report.kind === 'shown') {
          keep({ type: 'shown', title: report.title, remarks: report.remarks })
        } else if (report.kind === 'failed') keep({ type: 'failed', reason: report.reason })
        else if (report.kind === 'link') tellLink(report.address)
        else if (report.kind === 'found') setFound(report)
      },
    })
    frame.current = opened
    return () => {
      frame.current = undefined
      opened.close()
    }
  }, [html, isXml, pictures, name, stopped])
  return {
    host,
    state: known?.html === html ? known.state : ({ type: 'loading' } satisfies PageState),
    found,
    order: (order: SandboxOrder) => frame.current?.order(order),
    stop: () => setKnown({ html, state: { type: 'failed', reason: 'Laying it out was stopped.' } }),
  }
}

const MISSING =
  'The sandbox page, in which stored pages are drawn, did not come from the host of this console.'

/** Prints a page from a frame of its own, out of sight: only that one may open the dialog. */
export function printPage({ html, isXml, pictures }: Omit<Page, 'name'>): void {
  const frame: SandboxFrame = openSandbox(document.body, {
    request: { kind: 'html', html, isXml, pictures, print: true },
    onReport: ({ kind }) => {
      if (kind === 'printed' || kind === 'failed') frame.close()
    },
    onMissing: () => frame.close(),
  })
}

/** Decodes a page of HTML: `undefined` while that goes on, a reason where it can't be shown as a page. */
export function useDecodedPage(blob: Blob, charset: string | undefined) {
  const [read, setRead] = useState<{ blob: Blob; result: DecodedPage | string }>()
  const [stopped, setStopped] = useState<Blob>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge || stopped === blob) return undefined
    const worker = new Worker(new URL('./html-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<HtmlMethods>(worker)
    let isCurrent = true
    const keep = (result: DecodedPage | string) => {
      if (isCurrent) setRead({ blob, result })
    }
    client
      .call('read', { blob, charset })
      .then(keep, () => keep('It could not be read.'))
      .finally(() => client.stop())
    return () => {
      isCurrent = false
      client.stop()
    }
  }, [blob, charset, tooLarge, stopped])
  const stop = () => setStopped(blob)
  if (tooLarge) return { page: 'It is too large to be laid out.', stop }
  if (stopped === blob) return { page: 'Reading it was stopped.', stop }
  return { page: read?.blob === blob ? read.result : undefined, stop }
}

/** Bytes; laying out more takes a browser minutes. */
const LARGEST = 20_000_000
