import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatXml } from './format-xml.ts'

it('puts one element on a line', () => {
  expect(formatXml('<?xml version="1.0"?><a><b x="1>2"/><c>text</c><d></d></a>')).toBe(
    '<?xml version="1.0"?>\n<a>\n  <b x="1>2"/>\n  <c>text</c>\n  <d></d>\n</a>',
  )
})

it('leaves an element with text of its own exactly as it is', () => {
  const paragraph = '<p>Take <b>two</b>  daily\n<i> <u>x</u> </i></p>'
  expect(formatXml(`<doc>${paragraph}</doc>`)).toBe(`<doc>\n  ${paragraph}\n</doc>`)
})

it('takes comments and CDATA whole', () => {
  expect(formatXml('<a><!-- <b> --><c><![CDATA[<d>]]></c></a>')).toBe(
    '<a>\n  <!-- <b> -->\n  <c><![CDATA[<d>]]></c>\n</a>',
  )
})

it('loses nothing but white space, whatever it is given', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<b/>',
    '<',
    '>',
    '"',
    "'",
    'x',
    ' ',
    '\n',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const bare = (value: string) => value.replaceAll(/\s/g, '')
      expect(bare(formatXml(text))).toBe(bare(text))
    }),
  )
})

it('reads a deep and a broken text without running away', () => {
  expect(formatXml('<a>'.repeat(5000)).length).toBeGreaterThan(0)
  expect(formatXml(`<a ${'x="'.repeat(2000)}`).length).toBeGreaterThan(0)
})
