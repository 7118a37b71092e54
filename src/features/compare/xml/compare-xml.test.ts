import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeWords, headline } from '../changes.ts'
import { compareCcda } from './compare-ccda.ts'
import { compareXml } from './compare-xml.ts'

const compare = (left: string, right: string) => compareXml(left, right, 'Same.')
const words = (left: string, right: string) =>
  compare(left, right).changes.map((change) => changeWords(change))

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f']

describe('XML', () => {
  test('texts, attributes and elements', () => {
    expect(words('<a><b x="1">t</b></a>', '<a><b x="2">u</b><c/></a>')).toEqual([
      'b x 1 → 2',
      'b t → u',
      'c added',
    ])
  })

  test('prefixes, attribute order, CDATA and white space make no difference; namespaces are', () => {
    const same = compare(
      '<v:a xmlns:v="urn:x" p="1" q="2"><v:b>t</v:b></v:a>',
      '<a xmlns="urn:x" q="2" p="1">\n <b><![CDATA[t]]></b></a>',
    )
    expect(same.total).toBe(0)
    expect(same.summary).toMatch(/^All elements are the same/u)
    expect(compare('<a xmlns="urn:x"/>', '<a xmlns="urn:y"/>').total).toBe(2)
  })

  test('a damaged document is never said to be the same', () => {
    const diff = compare('<a><b>1</b></a>', '<a><b>1</c></a>')
    expect(diff.notCompared[0]).toMatch(/^The second one is not whole \(Line 1: /u)
    expect(diff.summary).not.toMatch(/same/u)
  })

  test('words that went to the other side of an element are told', () => {
    const moves = compare('<a>not<b/>5 mg<c/>x</a>', '<a><b/>not<c/>x 5 mg</a>')
    expect(moves.total).toBeGreaterThan(0)
    expect(
      compare('<a>t<b/></a>', '<a><b/>t</a>').total + compare('<a><b/>t</a>', '<a>t<b/></a>').total,
    ).toBeGreaterThan(0)
  })

  test('elements of one name are matched by what names them', () => {
    const test = (name: string, value: string) => `<test name="${name}" value="${value}"/>`
    const [left, right] = [
      `<r>${test('K', '6.4')}${test('Na', '140')}</r>`,
      `<r>${test('Na', '140')}${test('Cl', '6.4')}</r>`,
    ]
    expect(compare(left, right).changes.map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })

  test('FHIR in XML reads as a clinician says it', () => {
    const observation = (value: string, code = 'K') =>
      `<Observation xmlns="http://hl7.org/fhir"><id value="1"/><code><coding><system value="s"/>
      <code value="${code}"/><display value="Potassium"/></coding></code>
      <valueQuantity><value value="${value}"/><unit value="mmol/L"/></valueQuantity></Observation>`
    expect(words(observation('6.4'), observation('4.6'))).toEqual([
      expect.stringMatching(/^Potassium.* 6\.4 → 4\.6$/u),
    ])
    expect(
      compare(observation('6.4'), observation('4.6', 'Na')).changes.map(({ kind }) => kind),
    ).toEqual(['removed', 'added'])
  })

  test('what is not XML, or declares entities, is refused', () => {
    expect(() => compare('no', '<a/>')).toThrow(/first one/u)
    expect(() => compare('<a/>', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).toThrow(/second one/u)
  })

  const leaf = fc.constantFrom('<b/>', '<b>1</b>', '<b>2</b>', '<c x="1"/>', '<c x="2">t</c>', 't')
  const xml = fc
    .array(
      fc.oneof(
        leaf,
        fc.array(leaf, { maxLength: 3 }).map((all) => `<d>${all.join('')}</d>`),
      ),
    )
    .map((all) => `<a>${all.join('')}</a>`)

  test('equal documents have no difference, others have one', () => {
    fc.assert(
      fc.property(xml, xml, (left, right) => {
        const joined = (of: string) => of.replaceAll('<b></b>', '<b/>')
        expect(compare(left, left).total).toBe(0)
        const diff = compare(left, right)
        const isTold = diff.total > 0 || diff.remarks.length > 0
        if (joined(left) !== joined(right)) expect(isTold).toBe(true)
      }),
    )
  })

  test('swapped sides mirror it', () => {
    const named = fc
      .dictionary(fc.constantFrom(...LETTERS), fc.constantFrom('', '1', '2', '<x/>', '<x>3</x>'))
      .map((all) => Object.entries(all).map(([name, inner]) => `<${name}>${inner}</${name}>`))
      .map((all) => `<r>${all.join('')}</r>`)
    fc.assert(
      fc.property(named, named, (left, right) => {
        const count = (from: string, to: string, kind: string) =>
          compare(from, to).changes.filter((change) => change.kind === kind).length
        expect(count(left, right, 'added')).toBe(count(right, left, 'removed'))
        expect(count(left, right, 'changed')).toBe(count(right, left, 'changed'))
      }),
    )
  })

  test('many elements of one name end', () => {
    const many = (from: number) =>
      `<a>${Array.from({ length: 30_000 }, (_, i) => `<b i="${from + i}">${i}</b>`).join('')}</a>`
    expect(compare(many(0), many(1)).total).toBeGreaterThan(0)
  })
})

const section = (title: string, code: string, rows: string, entries = '') => `<component><section>
  <templateId root="t.${code}"/><code code="${code}" codeSystem="2.16.840.1.113883.6.1"/>
  <title>${title}</title><text><table><thead><tr><th>Test</th><th>Value</th></tr></thead>
  <tbody>${rows}</tbody></table></text>${entries}</section></component>`
const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
const entry = (name: string, value: string, id = '1') => `<entry><observation>
  <id root="1.2" extension="${id}"/><code code="${name}" codeSystem="c" displayName="${name}"/>
  <value value="${value}" unit="mmol/L"/></observation></entry>`
const document = (content: string, patient = '4711', id = 'v1') => `<ClinicalDocument
  xmlns="urn:hl7-org:v3"><id root="${id}"/><title>Summary</title><recordTarget><patientRole>
  <id root="1.9" extension="${patient}"/></patientRole></recordTarget>
  <component><structuredBody>${content}</structuredBody></component></ClinicalDocument>`

describe('C-CDA', () => {
  const ccda = (left: string, right: string) => compareCcda(left, right, 'Same.')
  const results = (value: string, id = '1') =>
    section('Results', '30954-2', row('Potassium', value), entry('Potassium', value, id))

  test('by section: rows of tables and entries', () => {
    const diff = ccda(document(results('6.4')), document(results('4.6', '2')))
    expect(diff.changes.map((change) => changeWords(change))).toEqual([
      'Potassium, Value 6.4 → 4.6',
      expect.stringMatching(/^Potassium, id extension/u),
      'Potassium 6.4 mmol/L → 4.6 mmol/L',
    ])
    expect(diff.summary).toBe('3 values changed in Results.')
    expect(headline(diff)).toBe('Potassium, Value 6.4 → 4.6, and 2 more changes')
  })

  test('what every version has anew stands back', () => {
    const diff = ccda(document(results('6.4')), document(results('4.6'), '4711', 'v2'))
    expect(headline(diff)).toMatch(/^Potassium, Value/u)
  })

  test('sections are matched by their code, also in another order', () => {
    const allergies = section('Allergies', '48765-2', row('Latex', 'Rash'))
    const diff = ccda(document(results('6.4') + allergies), document(allergies + results('6.4')))
    expect(diff.changes.map(({ kind }) => kind)).toEqual(['moved'])
    expect(diff.changes[0]).toMatchObject({ before: 'place 1', after: 'place 2' })
  })

  test('rows and entries of different names are never paired', () => {
    const other = section('Results', '30954-2', row('Sodium', '6.4'), entry('Sodium', '6.4'))
    const diff = ccda(document(results('6.4')), document(other))
    expect(diff.changes.map(({ kind }) => kind).toSorted()).toEqual([
      'added',
      'added',
      'removed',
      'removed',
    ])
  })

  test('documents of different patients are never paired', () => {
    const diff = ccda(document(results('6.4')), document(results('4.6'), '4712'))
    expect(diff.changes.map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})

describe('the narrative', () => {
  const narrative = (text: string) =>
    document(`<component><section><code code="1"/>
    <title>Plan</title><text>${text}</text></section></component>`)
  const told = (left: string, right: string) =>
    compareCcda(narrative(left), narrative(right), 'Same.').changes.map((change) =>
      changeWords(change),
    )

  test('what turns the sense of words is told beside other changes', () => {
    const note = (word: string) => `<paragraph>Note ${word}</paragraph>`
    expect(
      told(
        `<paragraph>Aspirin 5 mg</paragraph>${note('a')}`,
        `<paragraph><content revised="delete">Aspirin 5 mg</content></paragraph>${note('b')}`,
      ),
    ).toEqual([
      'Text, paragraph 1 Aspirin 5 mg → [deleted: Aspirin 5 mg]',
      'Text, paragraph 2 Note a → Note b',
    ])
    expect(
      told(
        `<paragraph>10<sup>9</sup>/L</paragraph>${note('a')}`,
        `<paragraph>109/L</paragraph>${note('b')}`,
      )[0],
    ).toBe('Text, paragraph 1 10^9/L → 109/L')
    expect(
      told(
        `<renderMultiMedia referencedObject="LEFT"/>${note('a')}`,
        `<renderMultiMedia referencedObject="RIGHT"/>${note('b')}`,
      )[0],
    ).toBe('Text, paragraph 1 [picture LEFT] → [picture RIGHT]')
  })

  test('a blank between words', () => {
    const dose = (between: string) => `<paragraph><b>1</b>${between}<b>0</b> mg</paragraph>`
    expect(told(dose(''), dose(' '))).toEqual(['Text, paragraph 1 10 mg → 1 0 mg'])
    expect(compare('<a><b>1</b> <b>0</b></a>', '<a><b>1</b><b>0</b></a>').total).toBe(1)
    expect(compare('<a><b>1</b>\n <b>0</b></a>', '<a><b>1</b><b>0</b></a>').total).toBe(0)
  })

  test('cells that are several columns or rows large', () => {
    const table = (route: string) => `<table><thead><tr><th>Drug</th><th colspan="2">Dose</th>
      <th>Route</th></tr></thead><tbody><tr><td rowspan="2">Aspirin</td><td>5</td><td>mg</td>
      <td>oral</td></tr><tr><td>7</td><td>mg</td><td>${route}</td></tr></tbody></table>`
    expect(told(table('oral'), table('vein'))).toEqual(['Aspirin, Route oral → vein'])
  })
})
