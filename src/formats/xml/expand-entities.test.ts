import { describe, expect, it } from 'vitest'
import { expandEntities } from './expand-entities.ts'

const doc = (subset: string, body: string) =>
  `<?xml version="1.0"?><!DOCTYPE a [${subset}]><a>${body}</a>`
function textOf(text: string): string {
  const result = expandEntities(text)
  if (result.type === 'refused') throw new Error(result.reason)
  return result.text
}
function reasonOf(text: string): string {
  const result = expandEntities(text)
  return result.type === 'refused' ? result.reason : 'not refused'
}

describe('entities', () => {
  it('leaves a text without a document type as it is', () => {
    expect(textOf('<a>&amp;&x;</a>')).toBe('<a>&amp;&x;</a>')
  })

  it('are written out, in each other too, and the document type goes', () => {
    const subset = `<!ENTITY one "1"> <!-- ]> <!ENTITY one "no"> --> <!ENTITY two '&one;&one;'><!ENTITY one "late">`
    expect(textOf(doc(subset, '<b c="&two;"/>&one;'))).toBe(
      '<?xml version="1.0"?> <a><b c="11"/>1</a>',
    )
  })

  it('stay where they do not count, and where nobody declared them', () => {
    const body = '<!-- &x; --><![CDATA[&x;]]><?p &x;?>&y;&lt;&x;'
    expect(textOf(doc('<!ENTITY x "X">', body))).toContain(
      '<!-- &x; --><![CDATA[&x;]]><?p &x;?>&y;&lt;X',
    )
  })

  it('never become markup by way of character references', () => {
    expect(textOf(doc('<!ENTITY x "&#60;b>&#x41;">', '&x;'))).toContain('<a>&#60;b>A</a>')
  })

  it('that grow beyond all measure are refused, before they grow', () => {
    let laughs = '<!ENTITY l0 "ha">'
    for (let at = 1; at < 40; at += 1) laughs += `<!ENTITY l${at} "&l${at - 1};&l${at - 1};">`
    expect(reasonOf(doc(laughs, '&l39;'))).toContain('beyond all measure')
    expect(reasonOf(doc(`<!ENTITY x "${'x'.repeat(100_000)}">`, '&x;'.repeat(50)))).toContain(
      '5 million letters',
    )
  })

  it('in a circle, and those made of parameter entities, are refused', () => {
    expect(reasonOf(doc('<!ENTITY a "&b;"><!ENTITY b "&a;">', '&a;'))).toContain('circle')
    expect(reasonOf(doc('<!ENTITY % p "<!ENTITY x \'y\'>"> %p;', '&x;'))).toContain('parameter')
  })

  it('from outside are told and left out', () => {
    const result = expandEntities(doc('<!ENTITY x SYSTEM "file:///etc/passwd">', 'a&x;b'))
    expect(result).toMatchObject({ type: 'text', remarks: [expect.stringContaining('external')] })
    expect(textOf(doc('<!ENTITY x SYSTEM "file:///etc/passwd">', 'a&x;b'))).toContain('<a>ab</a>')
  })

  it('tells default attributes, and bears a document type without an end', () => {
    const result = expandEntities(doc('<!ATTLIST a b CDATA "c">', ''))
    expect(result).toMatchObject({ remarks: [expect.stringContaining('default values')] })
    expect(textOf('<!DOCTYPE a [ <!ENTITY x "')).toBe(' ')
    expect(textOf('<!DOCTYPE a PUBLIC "-//W3C//DTD" "x.dtd"><a/>')).toBe(' <a/>')
  })
})
