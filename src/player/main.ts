import {
  CLAIM,
  HERE,
  READY,
  UNABLE,
  type PlayerOrder,
  type PlayerReport,
  type PlayerRequest,
  type RangeAsk,
} from './protocol.ts'

/**
 * The one script of the player page: it holds the browser's own player and nothing else. Of the console it has a port,
 * over which it reports; bytes never come by here.
 */
const container = navigator.serviceWorker

addEventListener('message', ({ source, origin, data, ports: [port] }) => {
  if (source !== parent || origin !== location.origin || port === undefined) return
  play(data as PlayerRequest, port)
})
if (parent !== globalThis.window) parent.postMessage(HERE, location.origin)
void takeCharge().then(
  () => parent.postMessage(READY, location.origin),
  () => parent.postMessage(UNABLE, location.origin),
)

/** Brings this page into the hands of the service worker of its folder, as it was built with this page. */
async function takeCharge(): Promise<void> {
  if (parent === globalThis.window) throw new Error('This page is a part of the console.')
  const script = new URL(document.body.dataset['worker'] ?? '', location.href).href
  const isTaken = () => container.controller?.scriptURL === script
  const taken = Promise.withResolvers<void>()
  container.addEventListener('controllerchange', () => isTaken() && taken.resolve())
  const { active } = await container.register(script, { scope: './', updateViaCache: 'none' })
  if (isTaken()) return
  // A new one takes its pages when it begins. To one that was there a page is lost that came past it, by a forced reload.
  if (active?.scriptURL === script) active.postMessage(CLAIM)
  await taken.promise
}

function play({ kind, name, scheme }: PlayerRequest, port: MessagePort): void {
  document.documentElement.style.colorScheme = scheme
  const element = document.createElement(kind)
  const address = crypto.randomUUID()
  const tell = (report: PlayerReport, transfer: Transferable[] = []) =>
    port.postMessage(report, transfer)
  container.addEventListener('message', ({ data, ports: [answer] }: MessageEvent<RangeAsk>) => {
    if (answer === undefined) return
    // Who does not know the address gets no answer.
    if (data.address === address) tell({ kind: 'range', range: data.range }, [answer])
    else answer.postMessage({ kind: 'failed' })
  })
  container.startMessages()
  port.addEventListener('message', ({ data }: MessageEvent<PlayerOrder>) => {
    switch (data.kind) {
      case 'speed':
        element.defaultPlaybackRate = element.playbackRate = data.speed
        return
      case 'scheme':
        document.documentElement.style.colorScheme = data.scheme
    }
  })
  port.start()
  element.addEventListener('loadedmetadata', () => {
    const hasPicture = element instanceof HTMLVideoElement && element.videoWidth > 0
    tell({ kind: 'found', hasPicture })
  })
  element.addEventListener('error', () => tell({ kind: 'failed' }))
  addEventListener('pointerdown', () => tell({ kind: 'touched', by: 'pointer' }))
  addEventListener('keydown', () => tell({ kind: 'touched', by: 'key' }))
  element.controls = true
  // The browser would ask the server for an address that only this page knows. The console has a download of its own.
  element.setAttribute('controlslist', 'nodownload')
  element.addEventListener('contextmenu', (event) => event.preventDefault())
  element.disableRemotePlayback = true
  element.preload = 'metadata'
  element.setAttribute('aria-label', name)
  element.src = address
  document.body.replaceChildren(element)
}
