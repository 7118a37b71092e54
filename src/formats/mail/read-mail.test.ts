import { describe, expect, it } from 'vitest'
import { hex, utf16 } from '#test/format-samples.ts'
import { readMailLines as read } from '#test/read-mail-lines.ts'
import { openMailbox } from './open-mailbox.ts'

const HEAD = ['From: Jane <jane@example.org>', 'MIME-Version: 1.0']
const mixed = (...lines: string[]) =>
  read(...HEAD, 'Content-Type: multipart/mixed; boundary="b"', '', ...lines)
const part = (type: string, ...lines: string[]) => ['--b', `Content-Type: ${type}`, ...lines]

describe('a message', () => {
  it('has its header, its text and its attachments', async () => {
    const message = await mixed(
      'This is a multi-part message in MIME format.',
      ...part('text/plain; charset=utf-8', '', 'Gr\xc3\xbc\xc3\x9fe'),
      ...part(
        'application/pdf; name="=?utf-8?Q?=C3=BC.pdf?="',
        'Content-Transfer-Encoding: base64',
      ),
      'Content-Disposition: attachment',
      '',
      'JVBERi0=',
      '--b--',
    )
    expect(message).toMatchObject({
      what: 'Mail',
      from: [{ name: 'Jane', address: 'jane@example.org' }],
      texts: ['Grüße'],
      attachments: [{ name: 'ü.pdf', contentType: 'application/pdf', size: 5, isInline: false }],
      remarks: [],
    })
    expect(await message.take('ü.pdf')).toBe('%PDF-')
  })

  it('joins the forms of one text, in the middle of which pictures may stand', async () => {
    const message = await mixed(
      ...part('multipart/alternative; boundary=c', '', '--c', '', 'plain', '--c'),
      'Content-Type: multipart/related; boundary=d',
      '',
      '--d',
      'Content-Type: text/html',
      '',
      '<p>page <img src="cid:x@y">',
      '--d',
      'Content-Type: image/png; name=p.png',
      'Content-ID: <x@y>',
      '',
      'png',
      '--d--',
      '--c--',
      ...part('text/plain', '', 'footer of a list'),
      '--b--',
    )
    expect(message.bodies).toMatchObject([
      { text: 'plain', html: '<p>page <img src="cid:x@y">', htmlAsText: 'page [Picture: x@y]' },
      { text: 'footer of a list', html: undefined },
    ])
    expect(message.attachments).toMatchObject([{ name: 'p.png', isInline: true, contentId: 'x@y' }])
  })

  it('says where the plain text holds much less than the page', async () => {
    const long = 'word '.repeat(40)
    const message = await read(
      ...HEAD,
      'Content-Type: multipart/alternative; boundary=b',
      '',
      ...part('text/plain', '', 'Use a better program.'),
      ...part('text/html', '', `<p>${long}`),
      '--b--',
    )
    expect(message.bodies[0]?.fuller).toBe('html')
    expect(message.remarks).toEqual([expect.stringContaining('holds much less')])
  })

  it('lists messages within it by their subject, also those of a digest', async () => {
    const message = await read(
      ...HEAD,
      'Content-Type: multipart/digest; boundary=b',
      '',
      '--b',
      '',
      'Subject: =?utf-8?Q?=C3=A4?=',
      '',
      'inner',
      '--b--',
    )
    expect(message.attachments).toMatchObject([{ name: 'ä', contentType: 'message/rfc822' }])
    expect(await message.take('ä')).toContain('inner')
    expect(message.texts).toEqual([])
  })

  it('tells signed and encrypted messages', async () => {
    const signed = await read(
      ...HEAD,
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
      '',
      ...part('text/plain', '', 'text'),
      ...part('application/pkcs7-signature; name=smime.p7s', '', 'x'),
      '--b--',
    )
    expect(signed).toMatchObject({
      protection: { type: 'signed', by: 'S/MIME', isInside: false },
      texts: ['text'],
      names: ['smime.p7s'],
    })
    const opaque = (type: string) =>
      read(
        ...HEAD,
        `Content-Type: application/pkcs7-mime; smime-type=${type}; name=smime.p7m`,
        '',
        'x',
      )
    expect((await opaque('signed-data')).protection).toMatchObject({
      type: 'signed',
      isInside: true,
    })
    expect((await opaque('enveloped-data')).protection).toMatchObject({ type: 'encrypted' })
    // The content tells what a label leaves out or gets wrong.
    const cms = (last: string) => `\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07${last}`
    const labelled = (bytes: string) =>
      read(...HEAD, 'Content-Type: application/pkcs7-mime; smime-type=signed-data', '', bytes)
    expect((await labelled(cms('\x03'))).protection.type).toBe('encrypted')
    expect((await labelled(cms('\x02'))).protection.type).toBe('signed')
    const pgp = await read(...HEAD, '', '-----BEGIN PGP MESSAGE-----', 'x')
    expect(pgp.protection).toEqual({ type: 'encrypted', by: 'OpenPGP' })
  })

  it('takes out files that are written into the text', async () => {
    const message = await read(...HEAD, '', 'See:', 'begin 644 cat.txt', '#0V%T', '`', 'end', 'Bye')
    expect(message.texts).toEqual(['See:\r\n[A file stands here: see the attachments]\r\nBye'])
    expect(await message.take('cat.txt')).toBe('Cat')
  })

  it('says what is odd about files', async () => {
    const message = await mixed(
      ...part('image/png; name=scan.png', '', '%PDF-1.7', '1 0 obj', '<<>>', 'endobj'),
      ...part('application/x; name="a\u202efdp.exe"'.replace('\u202e', '\xe2\x80\xae'), '', 'MZ'),
      ...part('application/pdf; name=a.pdf', '', ''),
      ...part('application/ms-tnef; name=winmail.dat', '', 'x'),
      ...part('application/pdf; name=a.pdf', 'Content-Transfer-Encoding: x-gzip64', '', 'x'),
      '--b--',
    )
    expect(message.attachments[0]?.remarks).toEqual([
      expect.stringContaining('Labelled as image/png'),
    ])
    expect(message.names.slice(1, 3)).toEqual(['a[U+202E]fdp.exe', 'a.pdf'])
    expect(message.attachments[1]?.remarks.join(' ')).toMatch(/turn or hide letters.*a program/)
    expect(message.attachments[2]?.remarks).toEqual(['It is empty.'])
    expect(message.names.at(-1)).toBe('a (2).pdf')
    expect(message.remarks.join(' ')).toMatch(/winmail\.dat.*damaged.*x-gzip64/)
  })
})

describe('headers', () => {
  it('reads bytes that declare no encoding like the text, else as UTF-8', async () => {
    const like = await read(
      'From: a@b.c',
      'Subject: \xf0\xd2\xc9',
      'Content-Type: text/plain; charset=koi8-r',
      '',
      '\xf0',
    )
    expect(like.subject).toBe('При')
    expect(like.remarks).toEqual([expect.stringContaining('read as koi8-r, like the text')])
    const utf8 = await read('From: a@b.c', 'Subject: \xc3\xa4', '', 'x')
    expect(utf8).toMatchObject({ subject: 'ä', remarks: [] })
  })

  it('says that a name claims another address, and that fields come twice', async () => {
    const message = await read(
      'From: "boss@clinic.example" <evil@x.example>',
      'Subject: a',
      'Subject: b',
      '',
      'x',
    )
    expect(message.subject).toBe('a')
    expect(message.remarks).toEqual([
      'The header has 2 fields called “subject”: the first one counts here.',
      'The sender’s name reads like the address boss@clinic.example, but the message is from evil@x.example.',
    ])
  })
})

describe('a mailbox', () => {
  it('may lack every header', async () => {
    const from = 'From somebody Mon Jun 01 10:00:00 2009'
    const mail = await openMailbox(new Blob([`${from}\n\none\n\n${from}\n\ntwo`]))
    expect(mail.entries).toHaveLength(2)
    expect((await mail.read(1)).bodies[0]?.text).toBe('two')
  })

  it('may be written in UTF-16 as a whole', async () => {
    const mail = await openMailbox(
      new Blob([hex('fffe'), utf16('Subject: Größe\r\n\r\nText: Größe')]),
    )
    const { subject, bodies } = await mail.read(0)
    expect([subject, bodies[0]?.text]).toEqual(['Größe', 'Text: Größe'])
  })

  it('lists its messages and opens each', async () => {
    const from = 'From jane@example.org Sun May  8 19:07:09 2005'
    const lines = [
      from,
      'Subject: one',
      '',
      'From here on',
      '>From there',
      '',
      from,
      'Subject: two',
      '',
      'x',
    ]
    const mail = await openMailbox(new Blob([lines.join('\n')]))
    expect(mail.entries.map(({ subject }) => subject)).toEqual(['one', 'two'])
    const first = await mail.read(0)
    expect(first.bodies[0]?.text).toContain('From here on')
    expect(first.remarks).toEqual([expect.stringContaining('“>From”')])
    expect((await mail.read(1)).bodies[0]?.text).toBe('x')
    await expect(mail.take(0, '0')).rejects.toThrow('no such attachment')
  })
})
