/**
 * What the console, the player frame and the service worker of the frame's folder say to each other. The bytes of a
 * content go from the console to the service worker over a port of their own; the frame only hands that port on.
 */

/** The frame's first word to the console: its page has come. */
export const HERE = 'player-here'

/** Its second: it is in the service worker's hands, or can't be. */
export const READY = 'player-ready'
export const UNABLE = 'player-unable'

/** Asks the service worker to take the page that says so. */
export const CLAIM = 'claim'

/** The console's first word to the frame; the port for all others comes with it. */
export interface PlayerRequest {
  kind: 'audio' | 'video'
  /** For who can't see it. */
  name: string
  /** CSS `color-scheme` of the page around. */
  scheme: string
}

export type PlayerOrder = { kind: 'speed'; speed: number } | { kind: 'scheme'; scheme: string }

export type PlayerReport =
  /** Somebody wants bytes: who answers gets a port with it. `range` is the request's header. */
  | { kind: 'range'; range: string | null }
  /** How the recording is has been read. */
  | { kind: 'found'; hasPicture: boolean }
  /** Somebody is at the player, whose presses and keys the page around does not see. */
  | { kind: 'touched'; by: 'pointer' | 'key' }
  /** The player gave up. */
  | { kind: 'failed' }

/** The service worker's question to the frame whose element makes a request; a port for the answer comes with it. */
export interface RangeAsk {
  /** The last part of the address, which only the right frame knows. */
  address: string
  range: string | null
}

/** The console's answers over that port: first the head, then one word for each `more`. */
export type RangeWord =
  | { kind: 'head'; head: RangeHead }
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'end' }
  | { kind: 'failed' }

/** The service worker's words to the console over that port. */
export type RangeWish = 'more' | 'leave'

export interface RangeHead {
  /** Bytes `start` up to, not including, `end` of `size`; `undefined` where the range lies behind the end. */
  part: { start: number; end: number; isAll: boolean } | undefined
  size: number
  contentType: string
}

const ADDRESS = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PLAYABLE = /^(audio|video)\/[\w.+-]+$/

/** Of a request, what decides about it. */
interface Requested {
  method: string
  url: string
  destination: string
}

/**
 * What the service worker does with a request: only the player page comes from the server, only a media element gets a
 * content. Nobody can open one as a page, embed it otherwise or fetch it by script.
 * @param scope address of the folder, with the slash at its end
 */
export function verdictOf(
  { method, url, destination }: Requested,
  scope: string,
): { kind: 'page' } | { kind: 'content'; address: string } | { kind: 'refused' } {
  if (method !== 'GET' || !url.startsWith(scope)) return { kind: 'refused' }
  const name = url.slice(scope.length)
  if (name === 'player.html' && destination === 'iframe') return { kind: 'page' }
  const isMedia = destination === 'audio' || destination === 'video'
  return isMedia && ADDRESS.test(name) ? { kind: 'content', address: name } : { kind: 'refused' }
}

/** Status and headers of the answer to a media element, whose content is of no other kind than sound and film. */
export function answerOf({ part, size, contentType }: RangeHead): {
  status: number
  headers: Record<string, string>
} {
  if (!PLAYABLE.test(contentType)) return { status: 415, headers: WALLS }
  if (part === undefined) {
    return { status: 416, headers: { ...WALLS, 'Content-Range': `bytes */${size}` } }
  }
  const { start, end, isAll } = part
  const headers = {
    ...WALLS,
    'Accept-Ranges': 'bytes',
    'Content-Length': String(end - start),
    'Content-Type': contentType,
  }
  if (isAll) return { status: 200, headers }
  const range = `bytes ${start}-${end - 1}/${size}`
  return { status: 206, headers: { ...headers, 'Content-Range': range } }
}

/** Of every answer: kept nowhere, never taken for a page. */
export const WALLS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
} as const

/**
 * The part of a content that a `Range` header asks for (RFC 9110, 14.1.2). A header that is not one plain range of bytes
 * asks for all; so does one that is not there.
 * @param size of the content, in bytes
 * @returns `undefined` where the range lies behind the end
 */
export function partOf(range: string | null, size: number): RangeHead['part'] {
  const all = { start: 0, end: size, isAll: true }
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range?.trim() ?? '') ?? []
  if (first === '') {
    if (last === '') return all
    // The last bytes, however many there are.
    const count = Math.min(Number(last), size)
    return count > 0 ? { start: size - count, end: size, isAll: false } : undefined
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return all
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  return start < size ? { start, end, isAll: false } : undefined
}
