import { describe, expect, it } from 'vitest'
import { answerOf, partOf, verdictOf, type RangeHead } from './protocol.ts'

describe('the part that a Range header asks for', () => {
  it.each<[string | null, RangeHead['part']]>([
    [null, { start: 0, end: 1000, isAll: true }],
    ['bytes=0-', { start: 0, end: 1000, isAll: false }],
    ['bytes=990-', { start: 990, end: 1000, isAll: false }],
    ['bytes=0-0', { start: 0, end: 1, isAll: false }],
    ['bytes=10-19', { start: 10, end: 20, isAll: false }],
    ['bytes=999-5000', { start: 999, end: 1000, isAll: false }],
    ['bytes=-100', { start: 900, end: 1000, isAll: false }],
    ['bytes=-5000', { start: 0, end: 1000, isAll: false }],
    [' BYTES=10-19 ', { start: 10, end: 20, isAll: false }],
    ['bytes=1000-', undefined],
    ['bytes=-0', undefined],
    // What is not a range of bytes is as if it were not there.
    ['bytes=20-10', { start: 0, end: 1000, isAll: true }],
    ['bytes=0-1,5-6', { start: 0, end: 1000, isAll: true }],
    ['bytes=-', { start: 0, end: 1000, isAll: true }],
    ['lines=0-1', { start: 0, end: 1000, isAll: true }],
  ])('%s', (range, part) => expect(partOf(range, 1000)).toEqual(part))

  it('is inside of the content, whatever is asked for', () => {
    const numbers = ['', '0', '1', '7', '8', '9', '99999999999999999999999']
    for (const size of [0, 1, 8]) {
      for (const first of numbers) {
        for (const last of numbers) {
          const part = partOf(`bytes=${first}-${last}`, size)
          if (part === undefined || part.isAll) continue
          expect(part.start).toBeLessThan(part.end)
          expect(part.start).toBeGreaterThanOrEqual(0)
          expect(part.end).toBeLessThanOrEqual(size)
        }
      }
    }
  })
})

const SCOPE = 'https://console.example/files/media/'
const ADDRESS = '3ab31af1-ba39-442d-a57c-848cc68ecb3c'

describe('what the service worker does with a request', () => {
  const verdict = (name: string, destination: string, method = 'GET') =>
    verdictOf({ method, url: SCOPE + name, destination }, SCOPE).kind

  it('gives a content to a player alone, and the page to a frame alone', () => {
    const url = SCOPE + ADDRESS
    expect(verdictOf({ method: 'GET', url, destination: 'video' }, SCOPE)).toEqual({
      kind: 'content',
      address: ADDRESS,
    })
    expect(verdict(ADDRESS, 'audio')).toBe('content')
    expect(verdict('player.html', 'iframe')).toBe('page')
  })

  it.each(['', 'document', 'iframe', 'script', 'worker', 'image', 'embed', 'object', 'track'])(
    'refuses a content as “%s”',
    (destination) => expect(verdict(ADDRESS, destination)).toBe('refused'),
  )

  it('refuses all else', () => {
    expect(verdict(ADDRESS, 'video', 'POST')).toBe('refused')
    expect(verdict(`${ADDRESS}?x`, 'video')).toBe('refused')
    expect(verdict('player.html', 'document')).toBe('refused')
    expect(verdict('../index.html', 'video')).toBe('refused')
    const elsewhere = { method: 'GET', url: 'https://other.example/a', destination: 'video' }
    expect(verdictOf(elsewhere, SCOPE).kind).toBe('refused')
  })
})

describe('the answer to a player', () => {
  const head = (part: RangeHead['part'], contentType = 'video/mp4'): RangeHead => ({
    part,
    size: 1000,
    contentType,
  })

  it('says which part it is', () => {
    expect(answerOf(head({ start: 10, end: 20, isAll: false }))).toMatchObject({
      status: 206,
      headers: {
        'Content-Range': 'bytes 10-19/1000',
        'Content-Length': '10',
        'Accept-Ranges': 'bytes',
        'Content-Type': 'video/mp4',
        'Cache-Control': 'no-store',
      },
    })
    const all = answerOf(head({ start: 0, end: 1000, isAll: true }))
    expect(all).toMatchObject({ status: 200, headers: { 'Content-Length': '1000' } })
    expect(all.headers).not.toHaveProperty('Content-Range')
    expect(answerOf(head(undefined))).toMatchObject({
      status: 416,
      headers: { 'Content-Range': 'bytes */1000' },
    })
  })

  it.each(['text/html', 'image/svg+xml', '', 'video/mp4; x', 'video/', 'audio/x\r\nX-A: b'])(
    'is never of the type “%s”',
    (type) => {
      const answer = answerOf(head({ start: 0, end: 9, isAll: false }, type))
      expect(answer.status).toBe(415)
      expect(answer.headers).not.toHaveProperty('Content-Type')
    },
  )
})
