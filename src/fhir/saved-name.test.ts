import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, savedName, splitEnding } from './saved-name.ts'

describe('savedName', () => {
  it.each([
    ['Befund Müller.pdf', 'Befund Müller.pdf'],
    ['annex\u202egpj.exe', 'annexgpj.exe'],
    ['\u2066a\u2069\u200f.txt', 'a.txt'],
    ['a\u0000b\r\nc\u0085.txt', 'ab c.txt'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['a\\b:c*?"<>|.txt', 'a_b_c______.txt'],
    ['.htaccess', 'htaccess'],
    ['...', ''],
    ['x. . ', 'x'],
    ['con', '_con'],
    ['LPT1.txt', '_LPT1.txt'],
    ['com².txt', '_com².txt'],
    ['console.txt', 'console.txt'],
    [`${'ä'.repeat(200)}.pdf`, `${'ä'.repeat(125)}.pdf`],
    [`${'ä'.repeat(240)}.tar.gz`, `${'ä'.repeat(124)}.tar.gz`],
    [`${'a'.repeat(400)}.pdf`, `${'a'.repeat(251)}.pdf`],
    [`${'\u{1f600}'.repeat(100)}.jpeg`, `${'\u{1f600}'.repeat(62)}.jpeg`],
    ['a'.repeat(300), 'a'.repeat(255)],
    [`${'a'.repeat(254)} b`, 'a'.repeat(254)],
    ['', ''],
  ])('%j is saved as %j', (name, saved) => {
    expect(savedName(name)).toBe(saved)
  })

  it('is fit for every disk whatever it is made of, keeps the ending, and stays as it is', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        '\u202e',
        '\u2066',
        '/',
        '\\',
        '.',
        ' ',
        ':',
        '\u0000',
        '\u200d',
        '葛',
        '😀',
        'con',
      ),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', minLength: 20, maxLength: 100 }),
    )
    const names = fc.tuple(
      fc.array(unit, { maxLength: 12 }).map((all) => all.join('')),
      fc.nat(20),
    )
    fc.assert(
      fc.property(names, ([name, room]) => {
        const saved = savedName(name, room)
        expect(bytesOf(saved)).toBeLessThanOrEqual(255 - room)
        expect(saved.isWellFormed()).toBe(true)
        expect(saved).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f/\\<>:"|?*]/u)
        expect(saved).not.toMatch(/^[\s.]|[\s.]$/)
        expect(savedName(saved, room)).toBe(saved)
        const [, ending] = splitEnding(savedName(`x${name}.dicom`))
        expect(ending).toMatch(/\.dicom$/)
      }),
    )
  })
})
