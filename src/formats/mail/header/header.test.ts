import { describe, expect, it } from 'vitest'
import { readAddresses } from './addresses.ts'
import { decodeWords } from './encoded-words.ts'
import { readFields, readParameters } from './fields.ts'
import { readMailDate } from './mail-date.ts'

describe('encoded words', () => {
  it.each([
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['=?iso-8859-1?q?Caf=E9_au_lait?= heute', 'Café au lait heute'],
    ['=?UTF-8?B?44G+44G/?= =?UTF-8?B?44KA?=', 'まみむ'],
    // A letter that is cut in two by the words.
    ['=?utf-8?B?w7zD?=\r\n =?utf-8?B?nw==?=', 'üß'],
    ['=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=', 'ü'],
    ['=?iso-2022-jp?B?GyRCOCE6OhsoQg==?=', '検査'],
    ['=?gb2312?B?vOyy6Q==?=', '检查'],
    ['=?utf-7?Q?Gr+APw-?=', 'Grü'],
    ['=?utf-8*de?Q?M=C3=A4rz?=', 'März'],
    // Blanks within a word are not allowed, and common.
    ['=?utf-8?Q?a b?=', 'a b'],
    ['a =?utf-8?Q?b?= c =?utf-8?Q?d?=', 'a b c d'],
    ['no words', 'no words'],
    // No line break comes out of a word.
    ['=?utf-8?Q?a=0D=0ABcc:_x?=', 'a Bcc: x'],
  ])('%s', (written, text) => {
    expect(decodeWords(written)).toBe(text)
  })

  it.each(['=?nonsense-9?Q?abc?=', '=?utf-8?B?w7z*?=', '=?utf-8?Q?never ends'])(
    'leaves %s as it is and says so',
    (written) => {
      let broken = 0
      expect(decodeWords(written, () => (broken += 1))).toBe(written)
      expect(broken).toBe(1)
    },
  )
})

describe('addresses', () => {
  const named = (name: string | undefined, address: string) => ({ name, address })
  it.each([
    ['jane@example.org', [named(undefined, 'jane@example.org')]],
    ['Jane Doe <jane@example.org>', [named('Jane Doe', 'jane@example.org')]],
    [
      '"Doe, Jane" <jane@example.org>, b@c.d',
      [named('Doe, Jane', 'jane@example.org'), named(undefined, 'b@c.d')],
    ],
    ['jane@example.org (Jane Doe)', [named('Jane Doe', 'jane@example.org')]],
    ['=?utf-8?Q?M=C3=BCller?= <m@c.d>', [named('Müller', 'm@c.d')]],
    ['"=?utf-8?Q?M=C3=BCller?=" <m@c.d>', [named('Müller', 'm@c.d')]],
    // A name brings no address of its own.
    [
      '=?utf-8?Q?boss=40clinic.org_=3Cboss=40clinic.org=3E=2C?= <evil@x.y>',
      [named('boss@clinic.org <boss@clinic.org>,', 'evil@x.y')],
    ],
    ['<@relay.a,@relay.b:jane@example.org>', [named(undefined, 'jane@example.org')]],
    ['"very odd"@example.org', [named(undefined, '"very odd"@example.org')]],
    ['Jane (her account) <jane(x)@ example . org (host)>', [named('Jane', 'jane@example.org')]],
    ['jane @ example . org', [named(undefined, 'jane@example.org')]],
    ['Jane jane@example.org', [named('Jane', 'jane@example.org')]],
    ['Undisclosed', [named('Undisclosed', '')]],
    ['"Doe, Jane <jane@example.org>', [named('"Doe', ''), named('Jane', 'jane@example.org')]],
    ['', []],
  ])('%s', (written, found) => {
    expect(readAddresses(written)).toEqual(found)
  })

  it('tells groups, and writes out what turns the letters of a name', () => {
    expect(readAddresses('Ward 3: a@b.c, D <d@e.f>; g@h.i')).toEqual([
      { name: undefined, address: 'a@b.c', group: 'Ward 3' },
      { name: 'D', address: 'd@e.f', group: 'Ward 3' },
      { name: undefined, address: 'g@h.i' },
    ])
    expect(readAddresses('undisclosed-recipients:;')).toEqual([])
    expect(readAddresses('a\u202eb <x@y.z>')[0]?.name).toBe('a[U+202E]b')
  })
})

describe('dates', () => {
  it.each([
    ['Tue, 10 May 2005 11:26:39 -0600', '2005-05-10T17:26:39.000Z'],
    ['10 May 05 11:26 EST', '2005-05-10T16:26:00.000Z'],
    ['Sun,  8 May 2005 14:09:11 +0530 (IST)', '2005-05-08T08:39:11.000Z'],
    ['Fri, 31 Dec 99 23:59:59 GMT', '1999-12-31T23:59:59.000Z'],
    ['2026-05-03T12:00:00+02:00', '2026-05-03T10:00:00.000Z'],
  ])('%s', (written, iso) => {
    const { time } = readMailDate(written)
    expect(time === undefined ? undefined : new Date(time).toISOString()).toBe(iso)
  })

  it.each([
    'Tue, 10 May 2005 11:26:39',
    '31 Feb 2005 10:00:00 +0000',
    '10 May 2005 25:00 GMT',
    'yesterday',
    '10 May 2005 11:26 XYZ',
  ])('%s is not an instant', (written) => {
    expect(readMailDate(written)).toEqual({ written, time: undefined })
  })
})

describe('fields', () => {
  it('unfolds, and keeps what follows a line that is not a field', () => {
    const { fields, remarks } = readFields('Subject: a\r\n b\r\n\tc\r\nnonsense\r\nTo: x@y.z\r\n')
    expect(fields).toEqual([
      { name: 'Subject', raw: 'a b c' },
      { name: 'To', raw: 'x@y.z' },
    ])
    expect(remarks).toEqual(['The header holds a line that is not a field: “nonsense”.'])
  })

  it('finds where the body begins without a blank line', () => {
    const block = 'Subject: a\r\nDear Jane,\r\nNote: nothing\r\n'
    const { fields, bodyAt } = readFields(block)
    expect(fields).toHaveLength(1)
    expect(block.slice(bodyAt)).toBe('Dear Jane,\r\nNote: nothing\r\n')
  })

  it('counts fields beyond a bound', () => {
    const { fields, remarks } = readFields('X: y\r\n'.repeat(3000))
    expect(fields).toHaveLength(2000)
    expect(remarks).toEqual(['The header has 1000 more fields, which are not read.'])
  })
})

describe('parameters', () => {
  const name = (text: string) => readParameters(`application/pdf; ${text}`).parameters.get('name')
  it.each([
    ['name="a;b.pdf"', 'a;b.pdf'],
    ['name=a b.pdf', 'a b.pdf'],
    ['NAME = "a\\"b.pdf"', 'a"b.pdf'],
    ['name="C:\\files\\a.pdf"', 'C:\\files\\a.pdf'],
    ['name="=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?="', 'Grüße.pdf'],
    ["name*=utf-8'de'Gr%C3%BC%C3%9Fe.pdf", 'Grüße.pdf'],
    ["name*=iso-8859-1''Gr%FC%DFe.pdf", 'Grüße.pdf'],
    ['name*0*=utf-8\'\'Gr%C3; name*1*=%BC%C3%9Fe; name*2=".pdf"', 'Grüße.pdf'],
    ['name*1=b.pdf; name*0="a "', 'a b.pdf'],
    ["name=a.pdf; name*=utf-8''%C3%BC.pdf", 'ü.pdf'],
    ['name=a.pdf; name=b.pdf', 'a.pdf'],
    ['name="never closed.pdf', 'never closed.pdf'],
    ['name=a(1).pdf', 'a(1).pdf'],
    ['charset=x (a comment); name=a.pdf', 'a.pdf'],
  ])('%s', (written, value) => {
    expect(name(written)).toBe(value)
  })
})
