import { describe, expect, it } from 'vitest'
import { bytesOf, utf8 } from '#test/format-samples.ts'
import type { Kind } from '../kinds.ts'
import { findEncoding } from './find-encoding.ts'

const find = (bytes: Uint8Array, kind: Kind = 'text', charset?: string) =>
  findEncoding(bytes, { kind, charset })

describe('HL7 field MSH-18', () => {
  it.each([
    ['of the message', '', '8859/2', 'iso-8859-2'],
    [
      'of the message, not of the batch around it',
      '|'.repeat(14) + '8859/5',
      '8859/2',
      'iso-8859-2',
    ],
    ['of the batch where the message has none', '|'.repeat(14) + '8859/5', '', 'iso-8859-5'],
    ['and no other field of the batch', '|'.repeat(14) + 'free text', '', 'windows-1252'],
  ])('counts %s', async (_name, batch, charset, encoding) => {
    const around = `FHS|^~\\&|A|B${batch}\rBHS|^~\\&|A|B${batch}\r`
    const message = `MSH|^~\\&|A|B|C|D|20260503||ORU^R01|1|P|2.5||||||${charset}\rPID|\xf6\r`
    expect((await find(bytesOf(around + message), 'hl7v2')).encoding).toBe(encoding)
  })

  it.each([
    ['UNICODE UTF-8', 'utf-8'],
    ['8859/1', 'windows-1252'],
    ['8859/2', 'iso-8859-2'],
    ['8859/9', 'windows-1254'],
    ['8859/15', 'iso-8859-15'],
    ['ISO IR87', 'iso-2022-jp'],
    ['ISO IR6~ISO IR87', 'iso-2022-jp'],
    ['~ISO IR87', 'iso-2022-jp'],
    ['ISO IR14', 'shift_jis'],
    ['GB 18030-2000', 'gb18030'],
    ['KS X 1001', 'euc-kr'],
    ['BIG-5', 'big5'],
    ['windows-1250', 'windows-1250'],
  ])('%s means %s', async (name, encoding) => {
    const message = `MSH|^~\\&|A|B|C|D|20260503||ORU^R01|1|P|2.5||||||${name}\rPID|1\r`
    expect(await find(utf8(message), 'hl7v2', 'koi8-r')).toEqual({ encoding, from: 'declared' })
    // Other separators, and a frame around the message.
    const framed = `\u000b${message.replaceAll('|', '#')}\u001c\r`
    expect((await find(utf8(framed), 'hl7v2')).encoding).toBe(encoding)
  })

  it('that says ASCII says nothing of what is not', async () => {
    const message = bytesOf('MSH|^~\\&|A|B|C|D|20260503||ORU^R01|1|P|2.5||||||ASCII\rPID|\xf6\r')
    expect(await find(message, 'hl7v2', 'iso-8859-2')).toEqual({
      encoding: 'iso-8859-2',
      from: 'label',
    })
  })
})
