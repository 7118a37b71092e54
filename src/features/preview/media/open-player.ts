import type { ContentSource } from '#formats/content-source.ts'
import {
  HERE,
  READY,
  UNABLE,
  type PlayerOrder,
  type PlayerReport,
  type PlayerRequest,
} from '#player/protocol.ts'
import { basePath } from '#site/base-path.ts'
import { serveRange, type Served } from './serve-range.ts'

/** A frame that plays one content. */
export interface Player {
  setSpeed: (speed: number) => void
  /** Takes the frame away, and ends all that it reads. */
  close: () => void
}

export interface PlayerOptions {
  source: ContentSource
  contentType: string
  kind: 'audio' | 'video'
  name: string
  onFound: (hasPicture: boolean) => void
  /** The player gave up. @param isHeard whether it had the bytes that it asked for last */
  onFailed: (isHeard: boolean) => void
  /** No frame, no service worker, or none that answers. */
  onUnable: () => void
}

/** Milliseconds for the page and its service worker to be there, and for the page's first word once it has loaded. */
const READY_WITHIN = 10_000
const SPEAKS_WITHIN = 1000

/**
 * Opens the player page. It is of our own origin, since only so a service worker can answer its player, but gets nothing
 * except a port; over that it hears of no token, and of no content but this one.
 */
export function openPlayer(host: HTMLElement, options: PlayerOptions): Player {
  const closing = new AbortController()
  const { signal } = closing
  const element = document.createElement('iframe')
  element.title = `Player of ${options.name}`
  element.allow = 'fullscreen; picture-in-picture'
  element.referrerPolicy = 'no-referrer'
  element.src = `${basePath()}/media/player.html`
  const { port1: port, port2 } = new MessageChannel()
  const order = (what: PlayerOrder) => port.postMessage(what)
  awaitPage(element, {
    signal,
    onUnable: options.onUnable,
    onReady() {
      const { kind, name } = options
      const request: PlayerRequest = { kind, name, scheme: schemeOf(host) }
      element.contentWindow?.postMessage(request, location.origin, [port2])
      onTheme(() => order({ kind: 'scheme', scheme: schemeOf(host) }), signal)
    },
  })
  const served: Served = {}
  port.addEventListener('message', ({ data, ports: [answer] }: MessageEvent<PlayerReport>) => {
    if (signal.aborted) return
    switch (data.kind) {
      case 'range':
        if (answer) serveRange(options, data.range, { port: answer, served, signal })
        return
      case 'found':
        options.onFound(data.hasPicture)
        return
      case 'touched':
        element.dispatchEvent(signOf(data.by))
        return
      case 'failed':
        options.onFailed(served.last === 'part')
    }
  })
  port.start()
  host.append(element)
  return {
    setSpeed: (speed) => order({ kind: 'speed', speed }),
    close() {
      closing.abort()
      port.close()
      element.remove()
    },
  }
}

interface Awaiting {
  onReady: () => void
  onUnable: () => void
  signal: AbortSignal
}

/** Calls one of both, once: the page says how it is, or is silent for too long. */
function awaitPage(element: HTMLIFrameElement, { onReady, onUnable, signal }: Awaiting): void {
  const waiting = new AbortController()
  const ends = AbortSignal.any([signal, waiting.signal])
  const settle = (then: () => void) => {
    if (ends.aborted) return
    waiting.abort()
    then()
  }
  let isHere = false
  const onWord = ({ source, origin, data }: MessageEvent) => {
    if (source !== element.contentWindow || origin !== location.origin) return
    if (data === HERE) isHere = true
    else if (data === READY) settle(onReady)
    else if (data === UNABLE) settle(onUnable)
  }
  const timers = [setTimeout(() => settle(onUnable), READY_WITHIN)]
  // A host that has no such page, or refuses it in frames, shows another one there, which says nothing.
  const onLoad = () => timers.push(setTimeout(() => !isHere && settle(onUnable), SPEAKS_WITHIN))
  window.addEventListener('message', onWord, { signal: ends })
  element.addEventListener('load', onLoad, { signal: ends })
  ends.addEventListener('abort', () => timers.forEach((timer) => clearTimeout(timer)), {
    once: true,
  })
}

function schemeOf(host: HTMLElement): string {
  return getComputedStyle(host).colorScheme
}

/** A frame of another scheme than the page around it would have a ground of its own. */
function onTheme(listen: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(listen)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  signal.addEventListener('abort', () => observer.disconnect(), { once: true })
}

/** The page around hears that somebody is there, and where; which key it was is the player's matter. */
function signOf(by: 'pointer' | 'key'): Event {
  return by === 'pointer'
    ? new PointerEvent('pointerdown', { bubbles: true })
    : new KeyboardEvent('keydown', { key: 'Unidentified', bubbles: true })
}
