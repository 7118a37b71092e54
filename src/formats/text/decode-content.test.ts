import { describe, expect, it } from 'vitest'
import { bytesOf, join, utf8 } from '#test/format-samples.ts'
import type { Kind } from '../kinds.ts'
import { decodeContent } from './decode-content.ts'
import { findEncoding } from './find-encoding.ts'

const find = (bytes: Uint8Array, kind: Kind = 'text', charset?: string) =>
  findEncoding(bytes, { kind, charset })

describe('UTF-8 with a byte that is broken', () => {
  const text = join(utf8('Größe: 5 µm, naïve '), bytesOf('\xf6'), utf8(' rot'))

  it.each([
    ['text', undefined, 'bytes'],
    ['text', 'utf-8', 'label'],
    ['text', 'iso-8859-1', 'bytes'],
  ] as const)('stays UTF-8: %s, labelled %s', async (kind, charset, from) => {
    expect(await find(text, kind, charset)).toEqual({ encoding: 'utf-8', from, isDamaged: true })
  })

  it('is said, and shows the others as they are', async () => {
    const { text: shown, problem } = await decodeContent(text, { kind: 'text' })
    expect(shown).toBe('Größe: 5 µm, naïve \ufffd rot')
    expect(problem).toContain('not valid UTF-8')
  })

  it('needs fewer letters where it is declared, and some', async () => {
    const declared = utf8('<?xml version="1.0" encoding="UTF-8"?>')
    const one = join(declared, utf8('ö'), bytesOf('\xf6 '))
    expect(await find(one, 'xml')).toMatchObject({ encoding: 'utf-8', from: 'declared' })
    expect((await find(join(declared, bytesOf('\xf6 ')), 'xml')).encoding).toBe('windows-1252')
    expect((await find(join(utf8('ö'), bytesOf('\xf6 ')))).encoding).toBe('windows-1252')
  })
})

it('says that the encoding of a label is not known here, until one is chosen', async () => {
  const bytes = bytesOf('name,city\nRen\x82,Orl\x82ans\n')
  const about = { kind: 'csv', charset: 'ibm865' } as const
  expect((await decodeContent(bytes, about)).problem).toContain('encoding “ibm865”')
  const chosen = await decodeContent(bytes, { ...about, chosen: 'macintosh' })
  expect(chosen.problem).toBeUndefined()
})

it('says that a declaration is wrong where the bytes are UTF-8', async () => {
  const bytes = utf8('<?xml version="1.0" encoding="ISO-8859-1"?><a>Größe</a>')
  const decoded = await decodeContent(bytes, { kind: 'xml' })
  expect(decoded.text).toContain('Größe')
  expect(decoded.problem).toContain('declares ISO-8859-1, but its bytes are UTF-8')
  expect((await decodeContent(bytes, { kind: 'xml', charset: 'utf-8' })).problem).toBeUndefined()
})
