import { describe, expect, it } from 'vitest'
import type { Kind } from '#formats/kinds.ts'
import { comparePatients } from './compare-patients.ts'
import { identityWords } from './identity.ts'
import { readPatients } from './read-patients.ts'

const hl7 = (id: string, name: string, born: string) =>
  `MSH|^~\\&|LAB|H\rPID|1||${id}||${name}||${born}|F\rOBX|1|NM|K||4.6`
const fhir = (id: string, family: string, given: string, born: string) =>
  JSON.stringify({
    resourceType: 'Bundle',
    entry: [
      {
        resource: {
          resourceType: 'Patient',
          identifier: [{ system: 'urn:h', value: id }],
          name: [{ family, given: [given] }],
          birthDate: born,
        },
      },
    ],
  })
const cda = (id: string, family: string, given: string, born: string) =>
  `<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id root="1.2.3" extension="${id}"/>` +
  `<patient><name><given>${given}</given><family>${family}</family></name><birthTime value="${born}"/></patient>` +
  '</patientRole></recordTarget></ClinicalDocument>'

type Content = [kind: Kind, text: string]
const compare = ([kind, text]: Content, [otherKind, other]: Content) =>
  comparePatients(readPatients(text, kind), readPatients(other, otherKind))

describe('whether two contents are of one patient', () => {
  const maren: Content = ['hl7v2', hl7('1042^^^H', 'SAMPLETON^MAREN', '19610314')]

  it.each<[string, Content, Content]>([
    ['messages', maren, ['hl7v2', hl7('7^^^H', 'SAMPLETON^MAREN', '19610314')]],
    [
      'documents',
      ['ccda', cda('1', 'Roe', 'Jane', '19800101')],
      ['ccda', cda('2', 'Doe', 'John', '19700101')],
    ],
    [
      'FHIR',
      ['json', fhir('1', 'Roe', 'Jane', '1980-01-01')],
      ['json', fhir('2', 'Roe', 'Jane', '1980-01-01')],
    ],
    [
      'a message and FHIR, by name and birth date',
      maren,
      ['json', fhir('9', 'Roe', 'Jane', '1980-01-01')],
    ],
    [
      'references',
      ['json', '{"resourceType":"Observation","subject":{"reference":"Patient/1"}}'],
      ['json', '{"resourceType":"Observation","subject":{"reference":"http://x/Patient/2"}}'],
    ],
  ])('%s of two patients are told apart', (_, left, right) => {
    const found = compare(left, right)
    expect(found.type).toBe('other-patient')
    expect(identityWords(found)).toMatch(/^Different patient: /)
    expect(compare(right, left).type).toBe('other-patient')
  })

  it.each<[string, Content, Content]>([
    [
      'a name in another spelling',
      maren,
      ['hl7v2', hl7('1042^^^H', 'Sampleton^Maren', '19610314')],
    ],
    [
      'another format',
      ['hl7v2', hl7('1042^^^H', 'SAMPLETON^MAREN', '1961')],
      ['json', fhir('x', 'Sampleton', 'Maren', '1961-03-14')],
    ],
    [
      'identifiers of two authorities',
      maren,
      ['hl7v2', hl7('5^^^NATIONAL', 'SAMPLETON^MAREN', '')],
    ],
    ['one of several identifiers', maren, ['hl7v2', hl7('5^^^H~1042^^^H', '', '')]],
    ['a side that names nobody', maren, ['json', '{"resourceType":"ValueSet"}']],
    ['what can’t be read', ['json', '{"resourceType":'], ['ccda', '<a']],
  ])('nothing is said of %s', (_, left, right) => {
    expect(compare(left, right)).toEqual({ type: 'same' })
  })

  it('a name alone that differs may be a correction', () => {
    const found = compare(maren, ['hl7v2', hl7('1042^^^H', 'SAMPLETON-ROE^MAREN', '19610314')])
    expect(found.type).toBe('unsure')
  })

  it('of several patients it is enough that one is in both', () => {
    const both: Content = ['hl7v2', `${hl7('7^^^H', 'ROE^JANE', '1980')}\r${maren[1]}`]
    expect(compare(maren, both).type).toBe('same')
    expect(compare(both, ['hl7v2', hl7('8^^^H', 'DOE^JOHN', '1970')]).type).toBe('other-patient')
  })
})
