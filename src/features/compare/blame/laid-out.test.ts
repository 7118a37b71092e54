import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineAt, linesOf } from '../text/lines.ts'
import { placesInOlder } from './follow-lines.ts'
import { laidOut, matchable } from './laid-out.ts'
import { placeOfLine } from './line-places.ts'

const patient = (status: string, more: object[] = []) => ({
  resourceType: 'Bundle',
  entry: [{ resource: { status, code: ['a', 'b'] } }, ...more],
})

describe('lines in the terms of their kind', () => {
  test('of JSON stay the same however it is stored', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const [small, large] = [JSON.stringify(value), JSON.stringify(value, null, 4)]
        const [one, other] = [laidOut(small, 'json'), laidOut(large, 'json')]
        expect(one.lines.text).toBe(other.lines.text)
        expect(JSON.parse(one.lines.text)).toEqual(JSON.parse(small))
      }),
    )
  })

  test('of a minified JSON are new only where a member is', () => {
    const older = laidOut(JSON.stringify(patient('draft')), 'json')
    const newer = laidOut(JSON.stringify(patient('final', [{ fullUrl: 'urn:x' }])), 'json')
    const { places } = placesInOlder(matchable(older), matchable(newer))
    const fresh = [...places].flatMap((place, line) =>
      place < 0 ? [lineAt(newer.lines, line).trim()] : [],
    )
    expect(fresh).toContain('"status": "final",')
    expect(fresh.join('')).toContain('"fullUrl": "urn:x"')
    expect(fresh.join('')).not.toMatch(/resourceType|"a"|code/u)
  })

  test('what can’t be read as its kind stays as it is stored', () => {
    expect(laidOut('{"a":\n1', 'json')).toMatchObject({ layout: 'stored', lines: { count: 2 } })
    expect(laidOut('a\nb', 'csv')).toEqual({ layout: 'stored', lines: linesOf('a\nb') })
  })

  test('say where they stand', () => {
    const json = laidOut(JSON.stringify(patient('final', [{ fullUrl: 'urn:x' }])), 'json')
    const at = (part: string) =>
      Array.from({ length: json.lines.count }, (_, line) => line).find((line) =>
        lineAt(json.lines, line).includes(part),
      ) ?? -1
    expect(placeOfLine(json, at('final'))).toBe('entry[0].resource.status')
    expect(placeOfLine(json, at('"b"'))).toBe('entry[0].resource.code[1]')
    expect(placeOfLine(json, at('urn:x'))).toBe('entry[1].fullUrl')
    expect(placeOfLine(json, 0)).toBeUndefined()
    expect(placeOfLine(json, at('urn:x') + 1)).toBe('entry[1]')
    const xml = laidOut('<a><b><c x="1">t</c><d/></b></a>', 'xml')
    expect(placeOfLine(xml, 3)).toBe('a / b / d')
    const hl7 = laidOut('MSH|^~\\&|A\rPID|1', 'hl7v2')
    expect(placeOfLine(hl7, 1)).toMatch(/^PID: Patient/u)
  })
})
