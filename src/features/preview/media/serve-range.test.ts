import { describe, expect, it, onTestFinished } from 'vitest'
import type { RangeWish, RangeWord } from '#player/protocol.ts'
import { serveRange, type Served } from './serve-range.ts'

const MIB = 1 << 20
const content = Uint8Array.from({ length: 3 * MIB + 5 }, (_, at) => at % 251)

/** Asks as the service worker does, over a port. */
function serve(range: string | null, options: { fails?: boolean; waits?: boolean } = {}) {
  const { port1, port2 } = new MessageChannel()
  const life = new AbortController()
  const served: Served = {}
  const reads: [number, number][] = []
  const ended: unknown[] = []
  const source = {
    size: content.length,
    async slice(start: number, end: number, signal?: AbortSignal) {
      reads.push([start, end])
      if (options.fails === true) throw new Error('cut')
      if (options.waits === true) {
        await new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            ended.push(signal.reason)
            reject(signal.reason as Error)
          })
        })
      }
      return content.slice(start, end)
    },
  }
  const words: RangeWord[] = []
  const waiting: ((word: RangeWord) => void)[] = []
  port2.addEventListener('message', ({ data }: MessageEvent<RangeWord>) => {
    const first = waiting.shift()
    if (first) first(data)
    else words.push(data)
  })
  port2.start()
  onTestFinished(() => {
    life.abort()
    port2.close()
  })
  serveRange({ source, contentType: 'video/webm; codecs="vp9"' }, range, {
    port: port1,
    served,
    signal: life.signal,
  })
  const next = () =>
    new Promise<RangeWord>((resolve) => {
      const word = words.shift()
      if (word) resolve(word)
      else waiting.push(resolve)
    })
  const wish = (what: RangeWish) => port2.postMessage(what)
  return { next, wish, life, served, reads, ended }
}

describe('serving a range', () => {
  it('reads nothing before somebody wants it, then block by block', async () => {
    const { next, wish, reads, served } = serve(`bytes=${MIB - 3}-${2 * MIB + 1}`)
    expect(await next()).toEqual({
      kind: 'head',
      head: {
        part: { start: MIB - 3, end: 2 * MIB + 2, isAll: false },
        size: content.length,
        contentType: 'video/webm',
      },
    })
    expect(reads).toEqual([])
    const parts: number[] = []
    for (let at = MIB - 3; at < 2 * MIB + 2;) {
      wish('more')
      const word = await next()
      if (word.kind !== 'bytes') throw new Error(word.kind)
      expect(Buffer.from(word.bytes).equals(content.slice(at, at + word.bytes.length))).toBe(true)
      at += word.bytes.length
      parts.push(word.bytes.length)
    }
    wish('more')
    expect(await next()).toEqual({ kind: 'end' })
    expect(parts).toEqual([3, MIB, 2])
    expect(reads).toEqual([
      [MIB - 3, MIB],
      [MIB, 2 * MIB],
      [2 * MIB, 2 * MIB + 2],
    ])
    expect(served).toEqual({ last: 'part' })
  })

  it('tells that nothing is behind the end', async () => {
    const { next } = serve(`bytes=${content.length}-`)
    expect(await next()).toMatchObject({ kind: 'head', head: { part: undefined } })
  })

  it('tells and counts what could not be read', async () => {
    const { next, wish, served } = serve('bytes=0-', { fails: true })
    await next()
    wish('more')
    expect(await next()).toEqual({ kind: 'failed' })
    expect(served).toEqual({ last: 'failure' })
  })

  it('ends a read when the player leaves', async () => {
    const { next, wish, ended, served } = serve('bytes=0-', { waits: true })
    await next()
    wish('more')
    wish('leave')
    expect(await next()).toEqual({ kind: 'failed' })
    expect(ended).toHaveLength(1)
    // Nobody failed: it was not wanted any more.
    expect(served).toEqual({})
  })

  it('ends with the page, and reads nothing after', async () => {
    const { next, wish, life, reads, ended } = serve('bytes=0-', { waits: true })
    await next()
    wish('more')
    await expect.poll(() => reads.length).toBe(1)
    life.abort()
    expect(await next()).toEqual({ kind: 'failed' })
    expect(ended).toHaveLength(1)
    wish('more')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(reads).toHaveLength(1)
  })
})
