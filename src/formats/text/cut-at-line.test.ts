import { expect, test } from 'vitest'
import { cutAtLine } from './cut-at-line.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const wide = (text: string, isLittle: boolean) =>
  new Uint8Array(
    `\ufeff${text}`.split('').flatMap((letter) => {
      const code = letter.charCodeAt(0)
      return isLittle ? [code & 255, code >> 8] : [code >> 8, code & 255]
    }),
  )

test('the last, cut line goes', () => {
  expect(new TextDecoder().decode(cutAtLine(utf8('one\ntwo\nthr')))).toBe('one\ntwo\n')
  expect(new TextDecoder().decode(cutAtLine(utf8('one\n')))).toBe('one\n')
})

test('a line that never ends is cut where no character of UTF-16 or UTF-32 is', () => {
  expect(cutAtLine(utf8('abcdefg')).length).toBe(4)
  expect(cutAtLine(new Uint8Array()).length).toBe(0)
})

test.each([true, false])('both bytes of the line’s end stay, little endian %s', (isLittle) => {
  const decoder = new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be', { fatal: true })
  expect(decoder.decode(cutAtLine(wide('one\ntwo\nthr', isLittle)))).toBe('one\ntwo\n')
})
