import { describe, expect, it } from 'vitest'
import { unwrapObject } from './ole-object.ts'

const SECTOR = 512

/** A compound file of one stream ([MS-CFB]): its header, the allocation table, the directory, and the stream. */
function compound(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const sectors = Math.max(1, Math.ceil(content.length / SECTOR))
  const bytes = new Uint8Array((3 + sectors) * SECTOR)
  const view = new DataView(bytes.buffer)
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  view.setUint16(26, 3, true)
  view.setUint16(30, 9, true)
  view.setUint32(48, 1, true)
  view.setUint32(56, 1, true)
  view.setUint32(60, 0xfffffffe, true)
  view.setUint32(68, 0xfffffffe, true)
  for (let at = 76; at < SECTOR; at += 4) view.setUint32(at, 0xffffffff, true)
  view.setUint32(76, 0, true)
  const links = [0xfffffffd, 0xfffffffe]
  for (let at = 0; at < sectors; at += 1) links.push(at === sectors - 1 ? 0xfffffffe : 3 + at)
  for (const [at, link] of links.entries()) view.setUint32(SECTOR + at * 4, link, true)
  entry(view, 2 * SECTOR, { name: 'Root Entry', type: 5, child: 1, start: 0xfffffffe, size: 0 })
  entry(view, 2 * SECTOR + 128, { name, type: 2, child: -1, start: 2, size: content.length })
  bytes.set(content, 3 * SECTOR)
  return bytes
}

function entry(
  view: DataView,
  at: number,
  of: { name: string; type: number; child: number; start: number; size: number },
): void {
  for (let i = 0; i < of.name.length; i += 1) {
    view.setUint16(at + i * 2, of.name.charCodeAt(i), true)
  }
  view.setUint16(at + 64, (of.name.length + 1) * 2, true)
  view.setUint8(at + 66, of.type)
  view.setInt32(at + 68, -1, true)
  view.setInt32(at + 72, -1, true)
  view.setInt32(at + 76, of.child, true)
  view.setUint32(at + 116, of.start, true)
  view.setUint32(at + 120, of.size, true)
}

const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))
const long = (value: number) => String.fromCharCode(value & 255, (value >> 8) & 255, 0, 0)
const native = (file: string, length = file.length) =>
  latin(
    `....\u0002\0C:\\a\\Befund.txt\0C:\\a\\Befund.txt\0\0\0\u0003\0${long(4)}tmp\0${long(length)}${file}`,
  )

describe('an object in a document', () => {
  it('gives the file it is wrapped around, under its own name', () => {
    const found = unwrapObject(compound('\u0001Ole10Native', native('Hello')))
    expect(found?.name).toBe('Befund.txt')
    expect(new TextDecoder().decode(found?.bytes)).toBe('Hello')
  })

  it('gives a PDF and a newer Office document', () => {
    expect(unwrapObject(compound('CONTENTS', latin('%PDF-1.4')))).toMatchObject({
      name: 'document.pdf',
      contentType: 'application/pdf',
    })
    expect(unwrapObject(compound('Package', latin('PK..')))?.bytes).toHaveLength(4)
  })

  it('stays what it is where it is something else, cut or lies about its size', () => {
    expect(unwrapObject(compound('CONTENTS', latin('other')))).toBeUndefined()
    expect(unwrapObject(compound('\u0001Ole10Native', native('').slice(0, 30)))).toBeUndefined()
    expect(unwrapObject(latin('no object'))).toBeUndefined()
    const lying = unwrapObject(compound('\u0001Ole10Native', native('Hello', 60_000)))
    expect(lying?.bytes.length).toBe(5)
  })
})
