import { describe, expect, it } from 'vitest'
import { bytesOf, utf8 } from '#test/format-samples.ts'
import { htmlToText } from './html-to-text.ts'
import { decodeLetters, decodeUtf7 } from './letters.ts'
import { uuFilesIn, unflow } from './plain-text.ts'
import { base64Size, decodeTransfer, decodeUu } from './transfer.ts'

const text = (bytes: Uint8Array) => String.fromCharCode(...bytes)

describe('transfer encodings', () => {
  it.each([
    ['base64', 'R3L8\r\nw58=', 'Gr\xfc\xc3\x9f', 0, false],
    ['base64', 'QQ==QkM=', 'ABC', 0, false],
    ['base64', 'QU!JD', 'ABC', 1, false],
    ['base64', 'QUJDRA', 'ABCD', 0, true],
    ['quoted-printable', 'a=3D=C3=BC=\r\nb  \r\nc', 'a=\xc3\xbcb\r\nc', 0, false],
    ['quoted-printable', '50 = 60 =ZZ', '50 = 60 =ZZ', 2, false],
    ['quoted-printable', 'a=\nb=  \r\nc=', 'abc', 0, false],
    ['quoted-printable', 'trailing=20\r\nx', 'trailing \r\nx', 0, false],
  ] as const)('%s of %j', (encoding, packed, plain, odd, isCut) => {
    const decoded = decodeTransfer(bytesOf(packed), encoding)
    expect({ ...decoded, bytes: text(decoded.bytes) }).toEqual({ bytes: plain, odd, isCut })
    if (encoding === 'base64') expect(base64Size(bytesOf(packed))).toBe(plain.length)
  })

  it('unpacks uuencoding, also without its end', () => {
    const lines = 'begin 644 a.txt\n#0V%T\n`\nend\n'
    expect(text(decodeUu(bytesOf(lines)).bytes)).toBe('Cat')
    expect(decodeUu(bytesOf('begin 644 a.txt\n#0V%T\n'))).toMatchObject({ isCut: true })
    expect(uuFilesIn(bytesOf(`Hello\nbegin 644 a.txt\n#0V%T\n\`\nend\nBye`))).toEqual([
      { name: 'a.txt', start: 6, end: 33 },
    ])
    expect(uuFilesIn(bytesOf('begin 644 words\nI begin 644 things.'))).toEqual([])
  })
})

describe('letters', () => {
  it.each([
    ['the declared encoding', bytesOf('Gr\xfc\xdfe'), 'iso-8859-1', 'Grüße', undefined],
    ['GB 18030', bytesOf('\xbc\xec\xb2\xe9'), 'gb18030', '检查', undefined],
    [
      'ISO-2022-JP that nothing declares',
      utf8('\u001b$B8!::\u001b(B'),
      undefined,
      '検査',
      undefined,
    ],
    ['UTF-7', utf8('Gr+APwA3w-e'), 'utf-7', 'Grüße', undefined],
    [
      'UTF-8 under a wrong label',
      utf8('Grüße'),
      'iso-8859-2',
      'Grüße',
      'but its bytes are not that',
    ],
    ['8 bits without a word', bytesOf('Gr\xfc\xdfe'), undefined, 'Grüße', 'is a guess'],
    ['an unknown name', bytesOf('\xff\xfc'), 'x-klingon', 'ÿü', 'is not known here'],
    [
      'a label that says nothing',
      utf8('Grüße'),
      'unknown-8bit',
      'Grüße',
      'does not declare its encoding',
    ],
  ])('%s', async (_name, bytes, charset, expected, problem) => {
    const letters = await decodeLetters(bytes, charset, 'text')
    expect(letters.text).toBe(expected)
    if (problem === undefined) expect(letters.problem).toBeUndefined()
    else expect(letters.problem).toContain(problem)
  })

  it('believes the header of a part before its meta element', async () => {
    const html = utf8('<meta charset="iso-8859-1">Grüße')
    expect((await decodeLetters(html, 'utf-8', 'html')).text).toContain('Grüße')
    const old = bytesOf('<meta charset="koi8-r">\xcf')
    expect((await decodeLetters(old, undefined, 'html')).text).toContain('о')
  })

  it('leaves broken UTF-7 as it is', () => {
    expect(decodeUtf7('1 + 1, a+-b, c+A')).toBe('1 + 1, a+b, c+A')
  })
})

describe('format=flowed', () => {
  it.each([
    ['one \r\ntwo\r\nthree', false, 'one two\nthree'],
    ['日 \n本', true, '日本'],
    ['> a \n> b\n>> c \nd', false, '> a b\n>> c \nd'],
    [' From here', false, 'From here'],
    ['text \n-- \nJane', false, 'text \n-- \nJane'],
  ])('%j', (flowed, deletes, plain) => {
    expect(unflow(flowed, deletes)).toBe(plain)
  })
})

describe('HTML as text', () => {
  it.each([
    ['<p>One</p><p>Two &amp; &eacute;&#8364;&#x41;&#150;&nope;</p>', 'One\n\nTwo & é€A–&nope;'],
    ['a<br>b<hr>c', `a\nb\n${'-'.repeat(40)}\nc`],
    ['<ul><li>a<li>b<ul><li>c</ul></ul><ol start=3><li>d</ol>', '• a\n• b\n\n  • c\n\n3. d'],
    [
      '<table><tr><td>Na</td><td></td><td>140</td></tr><tr><td>K<td>6.4</table>',
      'Na | 140\nK | 6.4',
    ],
    ['<a href="https://a.example/x">the page</a>', 'the page <https://a.example/x>'],
    ['<a href="https://a.example/">https://a.example/</a>', 'https://a.example/'],
    ['<a href="javascript:alert(1)">x</a>', 'x <javascript:alert(1)>'],
    ['<blockquote>quoted<br>twice</blockquote>after', '> quoted\n> twice\n>\nafter'],
    ['<pre>a  b\n c</pre>', 'a  b\n c'],
    ['<script>alert("<p>")</script><style>p{}</style><!-- no -->yes<title>t</title>', 'yes'],
    ['1 < 2 <3> <', '1 < 2 <3> <'],
    ['<img alt="Scan" src="cid:a@b"><img src="x.png">', '[Picture: Scan, a@b][Picture]'],
    ['a<b>b</b>\n  c', 'ab c'],
    ['<script>never closed', 'never closed'],
    ['<input type=checkbox checked> yes <input value="5 mg">', '[x] yes [5 mg]'],
  ])('%s', (html, plain) => {
    expect(htmlToText(html).text).toBe(plain)
  })

  it('shows what is hidden, and says so', () => {
    const { text, remarks } = htmlToText(
      'a <div style="display: none">b <b>c</b></div> d<span hidden></span>',
    )
    expect(text).toBe('a\n[hidden: b c]\nd')
    expect(remarks).toEqual([expect.stringContaining('text that it hides')])
  })

  it('says that a link lies, and that pictures are not loaded', () => {
    const { remarks, wantsPictures } = htmlToText(
      '<a href="https://evil.example/">https://clinic.example/login</a><img src="http://t.example/p.gif" width=1>',
    )
    expect(remarks).toEqual([
      'A link reads “https://clinic.example/login” but leads to evil.example.',
    ])
    expect(wantsPictures).toBe(true)
    expect(htmlToText('<img src="cid:x">').wantsPictures).toBe(false)
    expect(htmlToText('<a href="https://www.a.example/x">a.example</a>').remarks).toEqual([])
  })
})
