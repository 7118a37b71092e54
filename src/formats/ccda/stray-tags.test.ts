import { describe, expect, it } from 'vitest'
import {
  findSection,
  readClinicalDocument,
  type ClinicalDocument,
  type Section,
} from './clinical-document.ts'
import { readXml, type XmlElement } from './xml-tree.ts'

function tree(text: string): XmlElement {
  const xml = readXml(text)
  if (xml.type !== 'tree') throw new Error(xml.reason)
  return xml.root
}

function read(text: string): ClinicalDocument {
  const xml = readXml(text)
  const problems = xml.type === 'tree' ? xml.problems : []
  const document = readClinicalDocument(tree(text), problems, text)
  if (!document) throw new Error('not a document')
  return document
}

function sectionsOf({ body }: ClinicalDocument): readonly Section[] {
  return body.type === 'sections' ? body.sections : []
}

describe('a stray closing tag', () => {
  it.each(['</section>', '</component>', '</structuredBody>', '</x>', '</ClinicalDocument>'])(
    '%s drops no section behind it',
    (stray) => {
      const one = '<component><section><title>One</title></section></component>'
      const two =
        '<component><section><title>Two</title><entry><act/></entry></section></component>'
      const text = `<ClinicalDocument><component><structuredBody>${one}${stray}${two}</structuredBody></component></ClinicalDocument>`
      const document = read(text)
      expect(sectionsOf(document).map(({ title }) => title)).toEqual(['One', 'Two'])
      expect(document.problems).toHaveLength(1)
      const key = sectionsOf(document)[1]?.key ?? ''
      expect(findSection(tree(text), [key])).toBeDefined()
    },
  )

  it('of a narrative leaves its letters to be shown', () => {
    const text = '<section><title>One</title><text>a</text> and b</text></section>'
    expect(sectionsOf(read(text))[0]?.rest).toEqual([
      { name: 'letters', source: 'and b', length: 5 },
    ])
  })

  it('at the end of the document drops nothing that stands behind it', () => {
    const section = '<component><section><title>Late</title></section></component>'
    expect(
      sectionsOf(read(`<ClinicalDocument></ClinicalDocument>${section}`)).map(({ title }) => title),
    ).toEqual(['Late'])
  })
})

describe('a closing tag that is missing', () => {
  const one = '<component><section><title>One</title></section></component>'
  const text = `<ClinicalDocument><custodian></custodian><component><structuredBody>${one}${one}${one}</structuredBody></component></ClinicalDocument>`

  it.each([
    '</custodian>',
    '</section>',
    '</component>',
    '</structuredBody>',
    '</ClinicalDocument>',
  ])('%s drops no section', (tag) => {
    const document = read(text.replace(tag, ''))
    const all = (sections: readonly Section[]): number =>
      sections.reduce((sum, { sections: inner }) => sum + 1 + all(inner), 0)
    expect(all(sectionsOf(document))).toBe(3)
    expect(document.problems.length).toBeGreaterThan(0)
  })

  it('leaves each section a key of its own', () => {
    const keys = sectionsOf(read(text.replace('</component>', ''))).map(({ key }) => key)
    expect(new Set(keys).size).toBe(3)
    expect(findSection(tree(text), [keys[2] ?? ''])?.name).toBe('section')
  })
})
