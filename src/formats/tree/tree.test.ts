import { describe, expect, test } from 'vitest'
import { fhirFile, fhirTitle } from './fhir-title.ts'
import { readJsonTree } from './json-tree.ts'
import { pathOf, type Tree, type TreeNode } from './tree-node.ts'
import { TreeRows } from './tree-rows.ts'
import { readXmlNodes } from './xml-nodes.ts'

function rootOf(tree: Tree): TreeNode {
  if (tree.type === 'refused') throw new Error(tree.reason)
  return tree.root
}

function all(node: TreeNode): TreeNode[] {
  return [node, ...node.children.flatMap(all)]
}

const json = (text: string) => all(rootOf(readJsonTree(text)))
const xml = (text: string) => all(rootOf(readXmlNodes(text)))
const brief = ({ kind, label, value }: TreeNode) => [kind, label, value]

describe('JSON as a tree', () => {
  test('keeps digits, escapes, order, and empty things', () => {
    expect(
      json('{"dose":1.50,"10":1e2,"2":[],"t":"a\\n\\u00e4","n":null,"b":[true,{}]}').map(brief),
    ).toEqual([
      ['object', '', undefined],
      ['number', 'dose', '1.50'],
      ['number', '10', '1e2'],
      ['array', '2', undefined],
      ['string', 't', 'a\nä'],
      ['literal', 'n', 'null'],
      ['array', 'b', undefined],
      ['literal', '0', 'true'],
      ['object', '1', undefined],
    ])
    expect(json('12345678901234567890').map(brief)).toEqual([
      ['number', '', '12345678901234567890'],
    ])
  })

  test('shows keys that stand twice, and says so', () => {
    const tree = readJsonTree('{"allergy":"none","x":{"allergy":1},"allergy":"penicillin"}')
    expect(all(rootOf(tree)).filter(({ label }) => label === 'allergy')).toHaveLength(3)
    expect(tree).toMatchObject({
      remarks: ['The key “allergy” stands twice in one object; both are shown.'],
    })
  })

  test('refuses what is not JSON, and says where', () => {
    expect(readJsonTree('{"a":1,}')).toMatchObject({
      type: 'refused',
      reason: expect.stringMatching(/^It is not valid JSON: .*position 7/),
    })
  })

  test('reads JSON in lines, also with a broken one', () => {
    const tree = readJsonTree('{"id":"a"}\n{"id":}\n\n{"id":"c"}\n')
    expect(rootOf(tree).children.map(({ kind, label }) => [kind, label])).toEqual([
      ['object', '0'],
      ['literal', '1'],
      ['object', '2'],
    ])
    expect(tree).toMatchObject({ remarks: ['1 line is not valid JSON, and shown as they are.'] })
    const [, , third] = rootOf(tree).children
    expect(third?.children.map(pathOf)).toEqual(['[2].id'])
  })

  test('reads what is nested deeply without recursion', () => {
    const depth = 20_000
    const tree = readJsonTree('['.repeat(depth) + ']'.repeat(depth))
    let deepest = rootOf(tree)
    while (deepest.children[0]) [deepest] = deepest.children as [TreeNode]
    expect(deepest.depth).toBe(depth - 1)
  })

  test('names the way to a value', () => {
    const nodes = json('{"entry":[{"resource":{"a b":{"c":1}}}]}')
    expect(pathOf(nodes.at(-1) as TreeNode)).toBe('entry[0].resource["a b"].c')
    expect(pathOf(nodes[0] as TreeNode)).toBe('')
  })
})

describe('XML as a tree', () => {
  const text =
    '<?xml version="1.0"?><v:a xmlns:v="urn:x"><b id="1">t</b><!-- c --><b>x<i>y</i>z</b><e/></v:a>'

  test('keeps names, attributes, comments and mixed text', () => {
    expect(xml(text).map(brief)).toEqual([
      ['element', 'v:a', undefined],
      ['attribute', 'xmlns:v', 'urn:x'],
      ['element', 'b', 't'],
      ['attribute', 'id', '1'],
      ['comment', '', ' c '],
      ['element', 'b', undefined],
      ['text', '', 'x'],
      ['element', 'i', 'y'],
      ['text', '', 'z'],
      ['element', 'e', undefined],
    ])
  })

  test('names the way to a node', () => {
    expect(xml(text).map(pathOf)).toEqual([
      '/v:a',
      '/v:a/@xmlns:v',
      '/v:a/b[1]',
      '/v:a/b[1]/@id',
      '/v:a/comment()',
      '/v:a/b[2]',
      '/v:a/b[2]/text()',
      '/v:a/b[2]/i',
      '/v:a/b[2]/text()',
      '/v:a/e',
    ])
  })

  test('refuses entities, and shows what was read of a cut file', () => {
    expect(readXmlNodes('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).toMatchObject({
      type: 'refused',
    })
    const cut = readXmlNodes('<a><b>1</b><c>2')
    expect(all(rootOf(cut)).map(({ label }) => label)).toEqual(['a', 'b', 'c', ''])
    expect(cut).toMatchObject({
      remarks: ['Line 1: unclosed tag: c', 'Line 1: unclosed tag: a'],
    })
    expect(readXmlNodes('no xml')).toMatchObject({ type: 'refused' })
  })
})

describe('FHIR', () => {
  const bundle = `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient",
    "name":[{"family":"Sampleton","given":["Maren","B"]}]}},{"resource":{"resourceType":
    "Observation","code":{"coding":[{"display":"Potassium"}]}}}]}`

  test('resources are titled by what they are called, and so are the entries of a Bundle', () => {
    const titles = json(bundle).flatMap((node) => fhirTitle(node) ?? [])
    expect(titles).toEqual([
      'Bundle',
      'Patient: Maren Sampleton',
      'Patient: Maren Sampleton',
      'Observation: Potassium',
      'Observation: Potassium',
    ])
    const inXml = xml(
      '<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient><name><text value="M. S."/></name></Patient></resource></entry></Bundle>',
    )
    expect(inXml.flatMap((node) => fhirTitle(node) ?? [])).toContain('Patient: M. S.')
  })

  test('attachments give their file', () => {
    const nodes = json('{"content":[{"attachment":{"contentType":"text/plain","data":"SGk="}}]}')
    expect(nodes.flatMap((node) => fhirFile(node) ?? [])).toEqual([
      { contentType: 'text/plain', data: 'SGk=', title: undefined },
    ])
    const binary = xml(
      '<Binary xmlns="http://hl7.org/fhir"><contentType value="a/b"/><data value="SGk="/></Binary>',
    )
    expect(fhirFile(binary[0] as TreeNode)).toMatchObject({ contentType: 'a/b', data: 'SGk=' })
  })
})

describe('rows', () => {
  const labels = (rows: TreeRows) =>
    Array.from({ length: rows.count }, (_, place) => rows.at(place)?.label)

  test('open and close, and remember what was open below', () => {
    const many = Array.from({ length: 40 }, (_, n) => `"k${n}":{"x":[1,2]}`).join(',')
    const rows = new TreeRows(rootOf(readJsonTree(`{${many}}`)))
    expect(rows.count).toBe(41)
    rows.toggle(1)
    rows.toggle(2)
    expect(labels(rows).slice(0, 6)).toEqual(['', 'k0', 'x', '0', '1', 'k1'])
    expect(rows.parentOf(4)).toBe(2)
    rows.toggle(1)
    expect(labels(rows).slice(0, 3)).toEqual(['', 'k0', 'k1'])
    rows.toggle(1)
    expect(labels(rows).slice(0, 4)).toEqual(['', 'k0', 'x', '0'])
    expect(rows.openAll()).toBe(true)
    expect(rows.count).toBe(1 + 40 * 4)
    rows.closeAll()
    expect(rows.count).toBe(41)
  })

  test('what is small is open at once', () => {
    expect(labels(new TreeRows(rootOf(readJsonTree('{"a":{"b":1},"c":[]}'))))).toEqual([
      '',
      'a',
      'b',
      'c',
    ])
  })
})
