import { describe, expect, it } from 'vitest'
import { hexRow, offsetDigits, parseOffset } from './hex-rows.ts'

describe('hexRow', () => {
  it('shows offset, bytes and what is printable', () => {
    const bytes = new TextEncoder().encode('%PDF-1.7\n\u00e9')
    expect(hexRow(0x20, bytes, 16)).toEqual({
      offset: '00000020',
      hex: '25 50 44 46 2d 31 2e 37  0a c3 a9               ',
      text: '%PDF-1.7...',
    })
  })

  it('keeps its width while the bytes are being read', () => {
    const waiting = hexRow(0, undefined, 16)
    expect(waiting.hex).toHaveLength(hexRow(0, new Uint8Array(16), 16).hex.length)
    expect(waiting.text).toBe('')
  })
})

it('widens the offset only where the file needs it', () => {
  expect(offsetDigits(0)).toBe(8)
  expect(offsetDigits(2 ** 32)).toBe(8)
  expect(offsetDigits(2 ** 32 + 1)).toBe(9)
})

describe('parseOffset', () => {
  it.each([
    ['0', 0],
    ['4096', 4096],
    ['0x1000', 4096],
    ['1000h', 4096],
    [' 1 000 ', 1000],
    ['1,000', 1000],
    ['0xFFf', 4095],
  ])('%s', (text, offset) => {
    expect(parseOffset(text, 5000)).toBe(offset)
  })

  it.each(['', 'x', '-1', '1.5', '5000', '0x', '1e3', '99999999999999999999'])(
    'refuses %j',
    (text) => {
      expect(parseOffset(text, 5000)).toBeUndefined()
    },
  )
})
