import { describe, expect, it } from 'vitest'
import { bytesOf, hex } from '#test/format-samples.ts'
import { makeMsg, type MsgParts } from '#test/make-msg.ts'
import { readCompoundFile } from './compound-file.ts'
import { decompressRtf } from './compressed-rtf.ts'
import { openMsg } from './open-msg.ts'
import { readRtfBody } from './rtf-body.ts'
import { writeCompoundFile } from './write-compound-file.ts'

async function read(parts: MsgParts | Uint8Array<ArrayBuffer>) {
  const mail = await openMsg(new Blob([parts instanceof Uint8Array ? parts : makeMsg(parts)]))
  return { mail, message: await mail.read(0) }
}

const BASIC: MsgParts = {
  texts: {
    0x001a: 'IPM.Note',
    0x0037: 'Befund',
    0x0042: 'Jane',
    0x5d02: 'jane@example.org',
    0x1000: 'Grüße',
  },
  times: { 0x0039: '2026-05-03T10:00:00Z' },
  recipients: [
    { texts: { 0x3001: 'Ada', 0x39fe: 'ada@example.org' }, numbers: { 0x0c15: 1 } },
    { texts: { 0x3001: 'Bob', 0x3003: '/O=CLINIC/CN=BOB' }, numbers: { 0x0c15: 2 } },
    { texts: { 0x3001: 'eve@x.y', 0x3003: 'eve@x.y' }, numbers: { 0x0c15: 3 } },
  ],
}

describe('an Outlook message', () => {
  it('has its people, its date and its text', async () => {
    const { message } = await read(BASIC)
    expect(message).toMatchObject({
      what: 'Mail',
      subject: 'Befund',
      from: [{ name: 'Jane', address: 'jane@example.org' }],
      to: [{ name: 'Ada', address: 'ada@example.org' }],
      cc: [{ name: 'Bob', address: '/O=CLINIC/CN=BOB' }],
      bcc: [{ name: undefined, address: 'eve@x.y' }],
      date: { written: '2026-05-03 10:00:00 UTC', time: Date.UTC(2026, 4, 3, 10) },
      bodies: [{ text: 'Grüße', html: undefined }],
      remarks: [expect.stringContaining('within an Exchange server')],
    })
  })

  it('reads texts in the code page it declares, or says that it guesses', async () => {
    const ansi = { 0x0037: '\xcf\xf0\xe8', 0x1000: 'x' }
    expect((await read({ ansi, numbers: { 0x3ffd: 1251 } })).message).toMatchObject({
      subject: 'При',
      remarks: [],
    })
    expect(
      (await read({ ansi: { 0x0037: '\x93\xfa' }, numbers: { 0x3ffd: 932 } })).message.subject,
    ).toBe('日')
    // The code page of sending is not the one that texts are kept in.
    const japanese = { 0x0037: '\x93\xfa' }
    expect((await read({ ansi: japanese, numbers: { 0x3fde: 50220 } })).message.subject).toBe('日')
    const german = { ansi: { 0x0037: '\xfc' }, numbers: { 0x3ff1: 1031, 0x3fde: 65001 } }
    expect((await read(german)).message.subject).toBe('ü')
    expect(
      (await read({ ansi: { 0x0037: '\xb0\xa1' }, numbers: { 0x3ff1: 1042 } })).message.subject,
    ).toBe('가')
    expect(
      (await read({ ansi: { 0x0037: '\xff' }, numbers: { 0x3ffd: 949 } })).message.remarks,
    ).toEqual([expect.stringContaining('Some letters are not valid in euc-kr')])
    expect((await read({ ansi })).message.remarks).toEqual([
      expect.stringContaining('which is a guess'),
    ])
  })

  it('reads a page in the code page that it was sent in, whatever its texts are in', async () => {
    const numbers = { 0x3ffd: 1252, 0x3fde: 65001 }
    const page = '<p>Gr\xc3\xbc\xc3\x9fe'
    const { message } = await read({ ansi: { 0x1000: 'Gr\xfc\xdfe', 0x1013: page }, numbers })
    expect(message.bodies).toMatchObject([{ text: 'Grüße', htmlAsText: 'Grüße' }])
    expect(message.bodies[0]?.encodings).toEqual(['windows-1252', 'utf-8'])
    const binary = await read({ binaries: { 0x1013: bytesOf(page) }, numbers })
    expect(binary.message.bodies).toMatchObject([{ text: undefined, htmlAsText: 'Grüße' }])
  })

  it('prefers the header of the Internet for date and sender within a server', async () => {
    const texts = {
      0x0042: 'Jane',
      0x0065: '/O=X/CN=J',
      0x007d: 'From: Jane <jane@a.b>\r\nDate: Sun, 3 May 2026 12:00:00 +0200\r\n',
    }
    const { message } = await read({ texts })
    expect(message.from).toEqual([{ name: 'Jane', address: 'jane@a.b' }])
    expect(message.date?.written).toBe('Sun, 3 May 2026 12:00:00 +0200')
    expect(message.headers).toHaveLength(2)
  })

  it('takes out files, and messages within it as files of their own', async () => {
    const inside: MsgParts = {
      ...BASIC,
      attachments: [{ texts: { 0x3707: 'deep.txt' }, binaries: { 0x3701: bytesOf('deep') } }],
    }
    const large = new Uint8Array(10_000).fill(7)
    const { mail, message } = await read({
      attachments: [
        {
          texts: { 0x3707: 'a.bin', 0x370e: 'x/y', 0x3712: 'c@d' },
          binaries: { 0x3701: large },
          numbers: { 0x3705: 1, 0x3714: 4 },
        },
        { numbers: { 0x3705: 5 }, inside },
        { texts: { 0x3707: 'plan.doc', 0x370d: '\\\\server\\plan.doc' }, numbers: { 0x3705: 4 } },
      ],
    })
    expect(message.attachments).toMatchObject([
      { name: 'a.bin', contentType: 'x/y', size: 10_000, isInline: true, contentId: 'c@d' },
      { name: 'Befund', contentType: 'application/vnd.ms-outlook', isInline: false },
      { name: 'plan.doc', remarks: [expect.stringContaining('it was at \\\\server\\plan.doc')] },
    ])
    expect(new Uint8Array(await (await mail.take(0, '0')).arrayBuffer())).toEqual(large)
    const inner = await openMsg(await mail.take(0, '1'))
    expect((await inner.read(0)).to).toEqual([{ name: 'Ada', address: 'ada@example.org' }])
    expect(await (await inner.take(0, '0')).text()).toBe('deep')
    await expect(mail.take(0, '2')).rejects.toThrow('not in the message')
  })

  it('says where a file is cut off, empty, or not what it is labelled as', async () => {
    const file = (name: string, bytes: Uint8Array): MsgParts => ({
      texts: { 0x3707: name, 0x370e: 'image/png' },
      binaries: { 0x3701: bytes },
    })
    const { message } = await read({
      attachments: [
        file('a.png', bytesOf('%PDF-1.7\n1 0 obj\n<<>>\nendobj')),
        file('b.png', bytesOf('')),
      ],
    })
    expect(message.attachments.map(({ remarks }) => remarks)).toEqual([
      [expect.stringContaining('Labelled as image/png')],
      ['It is empty.'],
    ])
    const large = makeMsg({ attachments: [file('c.bin', new Uint8Array(100_000).fill(7))] })
    // The first sectors hold the large file, the last ones the directory: a chain that is cut.
    const view = new DataView(large.buffer)
    const table = (view.getUint32(76, true) + 1) * 512
    view.setUint32(table + 10 * 4, 0xfffffffe, true)
    const [cut] = (await read(large)).message.attachments
    expect(cut?.remarks).toContain('Its end is missing: the message is damaged.')
  })

  it('tells when and where an appointment is, by its named properties', async () => {
    const names = {
      guids: hex('02200600 0000 0000 c000 000000000046'),
      entries: hex('0d820000 0600 0000 08820000 0600 0100'),
    }
    const { message } = await read({
      names,
      texts: { 0x001a: 'IPM.Schedule.Meeting.Request', 0x8001: 'Room 7' },
      times: { 0x8000: '2026-11-03T13:00:00Z' },
    })
    expect(message).toMatchObject({
      what: 'Invitation',
      facts: [
        {
          rows: [
            { name: 'Begins', value: { time: Date.UTC(2026, 10, 3, 13) } },
            { name: 'Where', value: 'Room 7' },
          ],
        },
      ],
    })
  })

  it('shows what is left of one that is cut off, and never runs in circles', async () => {
    const file = makeMsg({ ...BASIC, texts: { ...BASIC.texts, 0x1000: 'x'.repeat(5000) } })
    for (let size = 0; size < file.length; size += 128) {
      await read(file.slice(0, size)).catch((error: Error) =>
        expect(error.name).toBe('MailProblem'),
      )
    }
    // The chain of every sector leads to the first one, and so does each name's neighbour.
    for (const at of [0, 1, 2, 3]) {
      const circle = file.slice()
      const view = new DataView(circle.buffer)
      for (let place = 512; place + 4 <= circle.length; place += 4) {
        if (place % 16 === at * 4) view.setUint32(place, at, true)
      }
      await read(circle).catch((error: Error) => expect(error.name).toBe('MailProblem'))
    }
    await expect(read(bytesOf('no compound file at all'.repeat(40)))).rejects.toThrow(
      'not a compound file',
    )
  })
})

describe('a compound file', () => {
  it('reads back what is written, small and large, also beyond its first table', () => {
    const large = Uint8Array.from({ length: 8_000_000 }, (_, i) => i % 251)
    const many = Array.from({ length: 300 }, (_, i) => [`s${i}`, bytesOf(`${i}`)] as const)
    const root = {
      storages: new Map([['f', { storages: new Map(), streams: new Map(many) }]]),
      streams: new Map([['l', large]]),
    }
    const read = readCompoundFile(writeCompoundFile(root))
    expect(read.streams.get('l')?.read()).toEqual(large)
    const folder = read.storages.get('f')
    expect(folder?.streams.size).toBe(300)
    expect(folder?.streams.get('s299')?.read()).toEqual(bytesOf('299'))
  })
})

describe('RTF', () => {
  it('is unpacked as [MS-OXRTFCP] §3 shows', () => {
    const example = hex(
      '2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af32077 65 6c0bb0 206265 6c05b0 6c640a90 00000000'.replaceAll(
        ' ',
        '',
      ),
    )
    const { rtf } = decompressRtf(example) ?? {}
    expect(String.fromCharCode(...(rtf ?? []))).toMatch(/^\{\\rtf1\\ansi\\ansicpg1252/)
    expect(decompressRtf(bytesOf('nonsense nonsense'))).toBeUndefined()
    const stored = hex('10000000 03000000 4d454c41 00000000 616263')
    expect(decompressRtf(stored)).toMatchObject({ isWhole: true, rtf: bytesOf('abc') })
    expect(decompressRtf(example.slice(0, 30))?.isWhole).toBe(false)
  })

  it.each([
    [
      "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\htmlrtf {\\f0\\htmlrtf0 Gr\\'fc\\'dfe {\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0 3\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}}",
      'html',
      '<p>Grüße &lt;3</p>',
    ],
    ['{\\rtf1\\ansi\\fromtext one\\par two\\u8364 ? \\{x\\}}', 'text', 'one\r\ntwo€ {x}'],
    [
      "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset204 A;}{\\f1\\fcharset128 B;}}{\\info{\\title no}}\\f0 \\'cf\\'f0 \\f1 \\'93\\'fa\\tab\\b x}",
      'text',
      'Пр 日\tx',
    ],
    [
      '{\\rtf1\\ansi\\uc2\\u26085 ?? \\uc0\\u26412 x{\\*\\unknown no}{\\pict 00ff}',
      'text',
      '日 本x',
    ],
  ])('%s', (rtf, type, content) => {
    expect(readRtfBody(bytesOf(rtf))).toMatchObject({ type, content })
  })
})
