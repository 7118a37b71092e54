import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClinicalDocument, type ClinicalDocument, type Section } from './clinical-document.ts'
import { outline } from './document-header.ts'
import { narrativeText } from './narrative.ts'
import { rawText, readXml, type XmlElement } from './xml-tree.ts'

function tree(text: string): XmlElement {
  const xml = readXml(text)
  if (xml.type !== 'tree') throw new Error(xml.reason)
  return xml.root
}

function read(text: string): ClinicalDocument {
  const xml = readXml(text)
  if (xml.type !== 'tree') throw new Error(xml.reason)
  const document = readClinicalDocument(xml.root, xml.problems, text)
  if (!document) throw new Error('not a document')
  return document
}

function sectionsOf({ body }: ClinicalDocument): readonly Section[] {
  return body.type === 'sections' ? body.sections : []
}

const HEADER = `<?xml version="1.0"?>
<n1:ClinicalDocument xmlns:n1="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc">
  <n1:id root="2.25.1" extension="D-1"/>
  <n1:code code="34133-9" displayName="Summarization"/>
  <n1:title>Summary &amp; more</n1:title>
  <n1:effectiveTime value="20261019"/>
  <n1:confidentialityCode code="R"/>
  <n1:recordTarget><n1:patientRole>
    <n1:id root="2.25.2" extension="1042" assigningAuthorityName="Harbour"/>
    <n1:addr><n1:streetAddressLine>12 Lane</n1:streetAddressLine><n1:city>Sampleport</n1:city></n1:addr>
    <n1:telecom value="tel:+00-555"/>
    <n1:patient><n1:name><n1:family>Sampleton</n1:family><n1:given>Maren</n1:given></n1:name>
      <n1:administrativeGenderCode code="F"/><n1:birthTime value="19610314"/><sdtc:deceasedInd value="true"/></n1:patient>
  </n1:patientRole></n1:recordTarget>
  <n1:author><n1:time value="20261019"/><n1:assignedAuthor><n1:id nullFlavor="NI"/>
    <n1:assignedPerson><n1:name>Dr. Okafor</n1:name></n1:assignedPerson>
    <n1:representedOrganization><n1:name>Clinic</n1:name></n1:representedOrganization></n1:assignedAuthor></n1:author>
  <n1:custodian><n1:assignedCustodian><n1:representedCustodianOrganization><n1:name>Town Hospital</n1:name></n1:representedCustodianOrganization></n1:assignedCustodian></n1:custodian>
  <n1:componentOf><n1:encompassingEncounter><n1:effectiveTime><n1:low value="20261014"/><n1:high value="20261019"/></n1:effectiveTime></n1:encompassingEncounter></n1:componentOf>`

const BODY = `<n1:component><n1:structuredBody>
  <n1:component><n1:section><n1:templateId root="9.1"/><n1:code code="11450-4"/><n1:title>Problems</n1:title>
    <n1:text>Before <n1:content ID="p1" styleCode="Bold xUnknown">Pneumonia</n1:content><n1:br/>
      <n1:table><n1:thead><n1:tr><n1:th colspan="2">A</n1:th></n1:tr></n1:thead><n1:tbody><n1:tr><n1:td>x</n1:td><n1:td>y</n1:td></n1:tr></n1:tbody></n1:table>
      <n1:list listType="ordered"><n1:item><n1:caption>c</n1:caption>one</n1:item></n1:list>
      <n1:linkHtml href="https://host.example/">out</n1:linkHtml><n1:renderMultiMedia referencedObject="M1"/>
      <script>alert(1)</script></n1:text>
    <n1:entry><n1:observationMedia ID="M1"><n1:value mediaType="image/png" representation="B64">iVBO</n1:value></n1:observationMedia></n1:entry>
    <n1:novelty>new</n1:novelty>
    <n1:component><n1:section><n1:title>Inner</n1:title>
      <n1:entry><n1:observation negationInd="true"><n1:code displayName="Weight"/><n1:statusCode code="completed"/>
        <n1:effectiveTime value="20261019"/><n1:value xsi:type="PQ" value="70" unit="kg"/></n1:observation></n1:entry>
    </n1:section></n1:component>
  </n1:section></n1:component>
  <n1:component><n1:section nullFlavor="NI"><n1:title>Allergies</n1:title></n1:section></n1:component>
</n1:structuredBody></n1:component></n1:ClinicalDocument>`

describe('readClinicalDocument', () => {
  const document = read(HEADER + BODY)

  it('reads the header', () => {
    expect(document.problems).toEqual([])
    expect(document.header).toMatchObject({
      title: 'Summary & more',
      type: 'Summarization',
      ids: ['D-1 (2.25.1)'],
      confidentiality: 'Restricted',
      patients: [
        {
          name: 'Maren Sampleton',
          sex: 'Female',
          ids: ['1042 (Harbour)'],
          contact: ['12 Lane, Sampleport', '+00-555'],
          died: { words: 'Yes' },
          born: { raw: '19610314' },
        },
      ],
      parties: [
        { role: 'Author', name: 'Dr. Okafor', organization: 'Clinic', ids: ['No information'] },
        { role: 'Custodian', organization: 'Town Hospital' },
      ],
      encounter: { time: { raw: '20261014 – 20261019' } },
    })
  })

  it('reads the narrative as its own elements only, and says which others it met', () => {
    const [problems] = sectionsOf(document)
    expect(problems?.unknown).toEqual(['script'])
    expect(narrativeText(problems!.narrative)).toContain('alert(1)')
    const types = problems!.narrative.map((node) => (typeof node === 'string' ? 'text' : node.type))
    expect(types.filter((type) => type !== 'text')).toEqual([
      'content',
      'break',
      'table',
      'list',
      'link',
      'media',
      'unknown',
    ])
    expect(problems!.narrative[1]).toMatchObject({ id: 'p1', styles: ['bold'] })
  })

  it('gives sections a stable key, and nests them', () => {
    const [problems, allergies] = sectionsOf(document)
    expect(problems?.key).toBe('11450-4+9.1')
    expect(problems?.sections[0]?.title).toBe('Inner')
    expect(allergies?.missing).toBe('No information')
  })

  it('shows coded entries, embedded contents and what it does not know', () => {
    const [problems] = sectionsOf(document)
    expect(problems?.sections[0]?.entries).toMatchObject([
      { kind: 'observation', what: 'Weight', value: '70 kg', status: 'completed', negated: true },
    ])
    expect(problems?.embedded).toEqual([
      {
        id: 'M1',
        contentType: 'image/png',
        encoding: 'base64',
        data: 'iVBO',
        reference: undefined,
      },
    ])
    expect(problems?.rest).toMatchObject([
      { name: 'novelty', source: '<n1:novelty>new</n1:novelty>' },
    ])
  })

  it('reads a body of another kind, a section alone, and no other XML', () => {
    const file = read(
      `${HEADER}<n1:component><n1:nonXMLBody><n1:text mediaType="application/pdf" representation="B64">JVBE</n1:text></n1:nonXMLBody></n1:component></n1:ClinicalDocument>`,
    )
    expect(file.body).toMatchObject({
      type: 'file',
      content: { contentType: 'application/pdf', data: 'JVBE' },
    })
    const alone = read(
      '<section><text><paragraph>x</paragraph></text><entry><act><text mediaType="text/rtf" representation="B64">e1xy</text></act></entry></section>',
    )
    expect(alone.header).toBeUndefined()
    expect(sectionsOf(alone)[0]?.embedded[0]?.contentType).toBe('text/rtf')
    expect(readClinicalDocument(tree('<html/>'), [], '')).toBeUndefined()
  })

  it('keeps every letter of a narrative', () => {
    const name = fc.constantFrom(
      'paragraph',
      'content',
      'list',
      'item',
      'td',
      'blink',
      'col',
      'footnote',
    )
    const node = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '&lt;') }),
        fc
          .tuple(name, fc.array(tie('node'), { maxLength: 4 }))
          .map(([tag, inner]) => `<${tag}>${inner.join('')}</${tag}>`),
      ),
    })).node
    fc.assert(
      fc.property(fc.array(node), (nodes) => {
        const text = `<section><text>${nodes.join('')}</text></section>`
        const [section] = sectionsOf(read(text))
        const letters = (of: string) => of.replaceAll(/\s/g, '')
        expect(letters(narrativeText(section!.narrative))).toBe(letters(rawText(tree(text))))
      }),
    )
  })

  it('lists every attribute and text of the coded part', () => {
    const rows = outline(tree('<a><effectiveTime value="20261019"/><b c="1"><d>text</d></b></a>'))
    expect(rows.map(({ depth, name }) => [depth, name])).toEqual([
      [0, 'effective time'],
      [0, 'b'],
      [1, 'd'],
    ])
    expect(rows[0]?.value).toMatch('(20261019)')
    expect(rows.slice(1).map(({ value }) => value)).toEqual(['c 1', 'text'])
  })
})

describe('what a document has too much of', () => {
  it('is every text of a section', () => {
    const text = '<section><title>S</title><text>one</text><text>two</text></section>'
    const [section] = sectionsOf(read(text))
    expect(section?.narrative.map((node) => narrativeText([node]))).toEqual(['one', 'two'])
  })

  it('is the sections beside a file', () => {
    const section = '<component><section><title>Beside</title></section></component>'
    const text = `<ClinicalDocument><component><nonXMLBody><text>file</text></nonXMLBody></component
      ><component><structuredBody>${section}</structuredBody></component></ClinicalDocument>`
    expect(read(text).body).toMatchObject({
      type: 'file',
      content: { data: 'file' },
      sections: [{ title: 'Beside' }],
    })
  })

  it('is the end of a long part that is not known, and is counted', () => {
    const text = `<section><novelty>${'x'.repeat(3000)}</novelty></section>`
    const [rest] = sectionsOf(read(text))[0]?.rest ?? []
    expect(rest?.source).toHaveLength(2000)
    expect(rest?.length).toBe(3019)
  })
})
