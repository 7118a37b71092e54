import { drawOnce } from './draw-once.ts'
import { FoundText } from './found-text.ts'
import { READY, type SandboxOrder, type SandboxReport, type SandboxRequest } from './protocol.ts'
import { readPage } from './read-page.ts'
import { showPage } from './show-page.ts'

/**
 * The one script of the sandbox page, which is built into the page itself: its policy lets this text run, by its hash, and
 * nothing else. It takes one request from the page around it, and tells what came of it.
 */
addEventListener('message', ({ source, data, ports: [port] }: MessageEvent<SandboxRequest>) => {
  if (source !== parent || port === undefined) return
  const tell = (report: SandboxReport) => port.postMessage(report)
  answer(data, port, tell).catch((error: unknown) => {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
  })
})
parent.postMessage(READY, '*')

async function answer(
  request: SandboxRequest,
  port: MessagePort,
  tell: (report: SandboxReport) => void,
): Promise<void> {
  if (request.kind === 'drawing') {
    tell({ kind: 'drawn', drawing: await drawOnce(request) })
    return
  }
  const page = await readPage(await request.html.text(), request.isXml, request.pictures)
  showPage(page, (address) => tell({ kind: 'link', address }))
  const found = new FoundText(document.body, (current, total) =>
    tell({ kind: 'found', current, total }),
  )
  port.addEventListener('message', ({ data }: MessageEvent<SandboxOrder>) => {
    if (data.kind === 'find') found.find(data.text)
    else found.step(data.by)
  })
  port.start()
  tell({ kind: 'shown', title: page.title, remarks: page.remarks })
  if (!request.print) return
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
  print()
  tell({ kind: 'printed' })
}
