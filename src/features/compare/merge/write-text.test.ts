import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { decodeText, type Encoding } from '#formats/text/encodings.ts'
import { writeText } from './write-text.ts'

const about = (charset?: string) => ({ kind: 'text' as const, charset })

test.each<[Encoding, boolean]>([
  ['utf-8', false],
  ['utf-8', true],
  ['utf-16le', true],
  ['utf-16be', true],
])('%s (mark: %s) is read as it was written', async (encoding, hasMark) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
      const written = await writeText(text, { encoding, hasMark }, about(encoding))
      // A text that is read otherwise is refused, never changed.
      if (written.kind === 'bytes') expect(decodeText(written.bytes, encoding)).toBe(text)
      else expect(written.why).toMatch(/something else/)
    }),
  )
})

it('keeps a legacy encoding', async () => {
  const written = await writeText(
    'Müller, ß, €',
    { encoding: 'windows-1252', hasMark: false },
    about('windows-1252'),
  )
  expect(written).toMatchObject({ kind: 'bytes' })
  expect(written.kind === 'bytes' && written.bytes.slice(0, 2)).toEqual(Uint8Array.of(0x4d, 0xfc))
})

it.each<[string, Encoding, string | undefined, RegExp]>([
  ['Ω and 好', 'windows-1252', 'windows-1252', /has no “Ω”/],
  ['あ', 'shift_jis', 'shift_jis', /can’t be written/],
  // Nobody would read these bytes as what they were written in.
  ['Müller', 'windows-1252', 'iso-8859-5', /something else/],
])('refuses “%s” in %s (label %s)', async (text, encoding, charset, why) => {
  const written = await writeText(text, { encoding, hasMark: false }, about(charset))
  expect(written).toMatchObject({ kind: 'problem', why: expect.stringMatching(why) as string })
})
