import { expect, it } from 'vitest'
import { kindOf } from './detect.ts'

const png = Uint8Array.fromHex(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049444154',
)
const ascii = (text: string) => new TextEncoder().encode(text)
const pdf = ascii('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\n')
const svg = ascii('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>')
const noise = Uint8Array.from({ length: 300 }, (_, at) => (at * 89 + 7) % 256)

it.each([
  ['a PDF that calls itself a PNG', pdf, 'image/png', 'pdf'],
  ['a PNG that calls itself text', png, 'text/plain', 'image'],
  ['an SVG that calls itself a PNG', svg, 'image/png', 'image'],
  ['letters that call themselves a PDF', ascii('Dear colleague,\n'), 'application/pdf', 'text'],
])('%s is what its bytes are', async (_name, bytes, label, kind) => {
  const judged = await kindOf(bytes, label)
  expect(judged.kind).toBe(kind)
  if (label !== 'image/png' || kind !== 'image') expect(judged.note).toMatch(`Labelled ${label}`)
  expect(judged.contentType).not.toBe(label)
})

it.each([
  ['a PNG', png, 'image/png', 'image'],
  ['a PDF', pdf, 'application/pdf; version=1.7', 'pdf'],
  ['HTML', ascii('<!doctype html><p>x'), 'text/html; charset=utf-8', 'html'],
  ['a CSV', ascii('a,b\n1,2\n'), 'text/csv', 'csv'],
  ['FHIR JSON', ascii('{"resourceType":"Patient"}'), 'application/fhir+json', 'json'],
  ['an HL7 message', ascii('MSH|^~\\&|A|B\rPID|1\r'), 'x-application/hl7-v2+er7', 'hl7v2'],
  ['bytes of no kind', noise, 'application/x-holter', 'other'],
])('%s with its own label needs no word', async (_name, bytes, label, kind) => {
  const judged = await kindOf(bytes, label)
  expect(judged.kind).toBe(kind)
  expect(judged.note).toBeUndefined()
})

it.each([undefined, 'application/octet-stream', 'nonsense'])(
  'a label that says nothing (%s) contradicts nothing',
  async (label) => {
    const judged = await kindOf(pdf, label)
    expect(judged.kind).toBe('pdf')
    expect(judged.note).toBeUndefined()
    expect(await kindOf(ascii('plain words'), label)).toMatchObject({ kind: 'text' })
  },
)

it('takes a JPEG labelled image/png for a JPEG, and for an image all the same', async () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1)
  expect(await kindOf(jpeg, 'image/png')).toEqual({
    kind: 'image',
    contentType: 'image/jpeg',
    note: undefined,
  })
})

it('bears an empty file', async () => {
  expect((await kindOf(new Uint8Array(), 'image/png')).kind).toBe('image')
  expect((await kindOf(new Uint8Array(), undefined)).kind).toBe('other')
})
