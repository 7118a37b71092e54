import { readdirSync, readFileSync, statSync } from 'node:fs'
import { crc32, inflateRawSync } from 'node:zlib'
import jpeg from 'jpeg-js'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { isResourceId } from '#fhir/ids.ts'
import { parseLogCdata } from '#fhir/log-cdata.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import { detect } from '#formats/detect.ts'
import { nameDisagrees } from '#formats/kinds.ts'
import { makers } from '#tools/samples/all.ts'
import { SAMPLES } from './sample-files.ts'
import { instantOf } from './step.ts'
import { STORY } from './story.ts'

const folder = new URL('files/', import.meta.url)
const read = (name: string): Buffer => readFileSync(new URL(name, folder))

describe('the sample files', () => {
  test('are few and small', () => {
    const sizes = readdirSync(folder).map((name) => statSync(new URL(name, folder)).size)
    expect(Math.max(...sizes)).toBeLessThan(550_000)
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(3_000_000)
  })

  test('are those that have a maker, and those that the story tells of', () => {
    const told = new Set(STORY.flatMap(({ body }) => body?.content ?? []))
    expect(readdirSync(folder).sort()).toEqual(Object.keys(makers).sort())
    expect([...told].sort()).toEqual(Object.keys(makers).sort())
  })

  test.each(Object.entries(makers))('%s comes out the same when made again', async (name, make) => {
    expect(Buffer.from(await make()).equals(read(name))).toBe(true)
  })

  const puts = STORY.flatMap(({ of, body }) =>
    body && body.fields.contentType === SAMPLES[of].contentType ? [body] : [],
  )

  test.each(puts.map((body) => [body.content, body] as const))(
    '%s is what it says',
    async (name, body) => {
      const said = parseMediaType(body.fields.contentType)?.essence ?? ''
      const found = await detect(read(name), undefined, body.fields.name)
      expect(parseMediaType(found.contentType)?.essence).toBe(said)
      expect((await detect(read(name), said)).disagreement).toBeUndefined()
      if (body.fields.name) expect(nameDisagrees(body.fields.name, said)).toBe(false)
    },
  )
})

describe('single formats', () => {
  test('pictures decode to the size that they were drawn in', () => {
    const first = PNG.sync.read(read('chest.v1.png'))
    const second = PNG.sync.read(read('chest.v2.png'))
    expect([first.width, first.height]).toEqual([second.width, second.height])
    expect(jpeg.decode(read('wound.jpg'))).toMatchObject({ width: 960, height: 720 })
  })

  test('the report has one page, and a second one in its third version', () => {
    const pages = [1, 2, 3].map((v) => read(`lab-report.v${v}.pdf`).toString('latin1'))
    expect(pages.map((pdf) => pdf.match(/\/Type \/Page\b/g)?.length)).toEqual([1, 1, 2])
  })

  test('the DICOM elements follow each other to the end, with 256 by 256 pixels of 16 bits', () => {
    const file = read('head.dcm')
    const elements = dicomElements(file)
    expect(file.toString('latin1', 128, 132)).toBe('DICM')
    expect(elements.get('00020010')?.toString('latin1')).toBe('1.2.840.10008.1.2.1\0')
    expect(elements.get('00100010')?.toString('latin1').trim()).toBe('Exemple^Camille')
    expect(elements.get('7fe00010')).toHaveLength(256 * 256 * 2)
    const metaLength = elements.get('00020000')?.readUInt32LE() ?? 0
    expect(file.readUInt16LE(132 + 12 + metaLength)).toBe(0x0008)
  })

  test('the fax has two pages in Group 4', () => {
    const file = read('referral.tif')
    const compressions: (number | undefined)[] = []
    for (let at = file.readUInt32LE(4); at !== 0;) {
      const count = file.readUInt16LE(at)
      const entries = Array.from({ length: count }, (_, i) => at + 2 + i * 12)
      const compression = entries.find((entry) => file.readUInt16LE(entry) === 259)
      compressions.push(compression && file.readUInt16LE(compression + 8))
      at = file.readUInt32LE(at + 2 + count * 12)
    }
    expect(compressions).toEqual([4, 4])
  })

  test.each(['export.zip', 'protocol.docx'])(
    'every entry of %s inflates to its checksum',
    (name) => {
      const entries = zipEntries(read(name))
      expect(entries.length).toBeGreaterThan(4)
      for (const { content, checksum } of entries) expect(crc32(content)).toBe(checksum)
    },
  )

  test('messages end their segments with carriage returns', () => {
    const message = read('result.v2.hl7').toString()
    expect(message).toMatch(/^MSH\|\^~\\&\|[^\n]*\r$/)
    expect(
      message
        .split('\r')
        .slice(0, -1)
        .every((segment) => /^[A-Z0-9]{3}\|/.test(segment)),
    ).toBe(true)
  })

  test('a WAV says how long it is', () => {
    const sound = read('heart.wav')
    expect(sound.readUInt32LE(4)).toBe(sound.length - 8)
    expect(sound.readUInt32LE(24)).toBe(8000)
  })
})

describe('the story', () => {
  test.each(['2026-11-22T00:00:01Z', '2026-11-22T12:00:00Z', '2027-03-01T23:59:59Z'])(
    'told at %s goes forward and ends before it, today and yesterday included',
    (now) => {
      const start = new Date(now)
      const instants = STORY.map(({ when }) => instantOf(when, start).getTime())
      expect(instants).toEqual(instants.toSorted((a, b) => a - b))
      expect(instants.at(-1)).toBeLessThan(start.getTime())
      expect(instants.at(-1)).toBeGreaterThan(start.getTime() - 3_600_000)
      expect(instants[0]).toBeLessThan(start.getTime() - 30 * 86_400_000)
    },
  )

  test('keeps to the rules of ids, reasons and media types', () => {
    const ids = Object.values(SAMPLES).map(({ id }) => id)
    expect(ids.every(isResourceId)).toBe(true)
    expect(new Set(ids).size).toBe(23)
    for (const { reason, body } of STORY) {
      if (reason !== undefined) expect(parseLogCdata(reason, 'kv')).toMatchObject({ ok: true })
      if (body) expect(parseMediaType(body.fields.contentType)).toBeDefined()
    }
  })
})

function dicomElements(file: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (let at = 132; at < file.length;) {
    const tag = [0, 2]
      .map((i) =>
        file
          .readUInt16LE(at + i)
          .toString(16)
          .padStart(4, '0'),
      )
      .join('')
    const long = ['OB', 'OW'].includes(file.toString('latin1', at + 4, at + 6))
    const length = long ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6)
    const start = at + (long ? 12 : 8)
    expect(length % 2).toBe(0)
    expect(start + length).toBeLessThanOrEqual(file.length)
    found.set(tag, file.subarray(start, start + length))
    at = start + length
  }
  return found
}

function zipEntries(file: Buffer): { content: Buffer; checksum: number }[] {
  const end = file.length - 22
  expect(file.toString('latin1', end, end + 4)).toBe('PK\x05\x06')
  const entries: { content: Buffer; checksum: number }[] = []
  let at = file.readUInt32LE(end + 16)
  for (let i = 0; i < file.readUInt16LE(end + 10); i++) {
    const local = file.readUInt32LE(at + 42)
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    const packed = file.subarray(start, start + file.readUInt32LE(at + 20))
    const content = file.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed
    entries.push({ content, checksum: file.readUInt32LE(at + 16) })
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  expect(at).toBe(end)
  return entries
}
