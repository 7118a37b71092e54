import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanFileName, fileNameOfPath, showName } from './file-name.ts'

/** U+202A to 202E, U+2066 to 2069, marks, and what has no width. */
const HIDDEN = Array.from(
  '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad' +
    '\u061c\u0000\u0007\u001b\u007f\u0085\u180e\u3164\u115f\u034f',
)

describe('cleanFileName', () => {
  it.each(HIDDEN)('takes %j out between Latin letters', (char) => {
    expect(cleanFileName(`annex${char}gpj.exe`)).toBe('annexgpj.exe')
  })

  it.each([
    ['a/b\\c.txt', 'a_b_c.txt'],
    ['  two \t\n spaces\u2028here .txt ', 'two spaces here .txt'],
    ['می\u200cخواهم.txt', 'می\u200cخواهم.txt'],
    ['क्\u200dष.pdf', 'क्\u200dष.pdf'],
    ['👩\u200d⚕\ufe0f.png', '👩\u200d⚕\ufe0f.png'],
    ['👩🏽\u200d🔬.png', '👩🏽\u200d🔬.png'],
    ['葛\u{e0100}.txt', '葛\u{e0100}.txt'],
    ['a\ufe0f\u200d.txt', 'a.txt'],
    ['\u200c\u200dx', 'x'],
    ['\ud800lone.txt', '\ufffdlone.txt'],
    ['.', ''],
    ['..', ''],
    ['\u202e', ''],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean)
  })

  it('is short enough for most disks, of whole characters, and clean already when cleaned again', () => {
    const unit = fc.oneof(
      fc.constantFrom(...HIDDEN, '/', ' ', '.', '😀', 'می', '\u200d'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 80 }), (parts) => {
        const clean = cleanFileName(parts.join(''))
        expect(clean.length).toBeLessThanOrEqual(255)
        expect(clean.isWellFormed()).toBe(true)
        expect(clean).not.toMatch(/[/\\\n\r\u202a-\u202e\u2066-\u2069]/)
        expect(cleanFileName(clean)).toBe(clean)
      }),
    )
  })
})

it('takes the last part of a path', () => {
  expect(fileNameOfPath('../../etc/passwd')).toBe('passwd')
  expect(fileNameOfPath('C:\\fakepath\\a.txt')).toBe('a.txt')
  expect(fileNameOfPath('scans/..')).toBe('')
})

it('shows what can’t be seen, and leaves all else', () => {
  expect(showName('annex\u202egpj.exe')).toBe('annex[U+202E]gpj.exe')
  expect(showName('a\u200bb\n.txt')).toBe('a[U+200B]b[U+000A].txt')
  expect(showName('Entlassungsbrief Müßig.txt')).toBe('Entlassungsbrief Müßig.txt')
  expect(showName('می\u200cخواهم.txt')).toBe('می\u200cخواهم.txt')
})
