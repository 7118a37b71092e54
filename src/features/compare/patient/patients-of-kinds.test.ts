import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { makeDicom, picture, type DicomEntry } from '#test/make-dicom.ts'
import { checkOf } from './check-patients.ts'
import { closeJson } from './close-json.ts'
import { comparePatients, type Patient } from './compare-patients.ts'
import { readDicomPatients } from './dicom-patients.ts'
import { readPatients } from './read-patients.ts'

const hl7 = (id: string, name: string, born: string) =>
  `MSH|^~\\&|LAB|H\rPID|1||${id}||${name}||${born}|F\rOBX|1|NM|K||4.6\r`
const patientXml = (id: string, family: string, given: string, born: string) =>
  `<Patient xmlns="http://hl7.org/fhir"><id value="x"/><identifier><system value="urn:h"/><value value="${id}"/></identifier>` +
  `<name><family value="${family}"/><given value="${given}"/></name><birthDate value="${born}"/></Patient>`
const patientJson = (id: string, family: string, given: string, birthDate: string) =>
  JSON.stringify({
    resourceType: 'Patient',
    identifier: [{ system: 'urn:h', value: id }],
    name: [{ family, given: [given] }],
    birthDate,
  })
const dicom = (id: string, name: string, born: string, issuer = '') =>
  readDicomPatients(
    makeDicom([
      [0x0010_0010, 'PN', name],
      [0x0010_0020, 'LO', id],
      ...(issuer === '' ? [] : [[0x0010_0021, 'LO', issuer] as DicomEntry]),
      [0x0010_0030, 'DA', born],
      ...picture({ rows: 2, columns: 2, bits: 8 }, new Uint8Array(4)),
    ]),
  )
const found = (left: Patient[], right: Patient[]) => comparePatients(left, right).type

describe('patients of different kinds', () => {
  it('FHIR in XML names whom FHIR in JSON does, also in a Bundle, contained or as a subject', () => {
    const xml = patientXml('7', 'Roe', 'Jane', '1980-01-01')
    const of = (text: string) => readPatients(text, 'xml')
    const json = readPatients(patientJson('7', 'Roe', 'Jane', '1980-01-01'), 'json')
    const bundle = `<Bundle xmlns="http://hl7.org/fhir"><entry><resource>${xml}</resource></entry></Bundle>`
    const contained = `<Observation xmlns="http://hl7.org/fhir"><contained>${xml}</contained></Observation>`
    for (const text of [xml, bundle, contained]) expect(of(text)).toEqual(json)
    const other = readPatients(patientJson('8', 'Roe', 'Jane', '1980-01-01'), 'json')
    expect([found(of(xml), json), found(of(xml), other)]).toEqual(['same', 'other-patient'])
    const subject = (id: string) =>
      of(
        `<Observation xmlns="http://hl7.org/fhir"><subject><reference value="${id}"/></subject></Observation>`,
      )
    expect(found(subject('Patient/1'), subject('http://x/Patient/2'))).toBe('other-patient')
    expect(of('<Patient><id value="x"/></Patient>')).toEqual([])
  })

  it('an object is compared with a message, and with FHIR', async () => {
    const message = readPatients(hl7('1042^^^H', 'SAMPLETON^MAREN', '19610314'), 'hl7v2')
    const fhir = readPatients(patientXml('1042', 'Sampleton', 'Maren', '1961-03-14'), 'xml')
    const same = await dicom('1042', 'Sampleton^Maren^^Dr=日本', '19610314')
    expect([found(same, message), found(same, fhir)]).toEqual(['same', 'same'])
    const other = await dicom('77', 'Roe^Jane', '19800101')
    expect([found(other, message), found(fhir, other)]).toEqual(['other-patient', 'other-patient'])
  })

  it('a number of which one does not say who gave it may be another of the same person', async () => {
    const message = readPatients(hl7('1042^^^H', 'SAMPLETON^MAREN', '19610314'), 'hl7v2')
    const unsaid = await dicom('77', 'SAMPLETON^MAREN', '19610314')
    expect([found(unsaid, message), found(message, unsaid)]).toEqual(['unsure', 'unsure'])
    const said = await dicom('77', 'SAMPLETON^MAREN', '19610314', 'H')
    expect(found(said, message)).toBe('other-patient')
    expect(found(await dicom('77', '', ''), message)).toBe('other-patient')
  })
})

describe('the beginning of a large content', () => {
  it('names the patient of an object, a document, a message and a resource', async () => {
    const bytes = makeDicom([
      [0x0010_0020, 'LO', '7'],
      ...picture({ rows: 64, columns: 64, bits: 8 }, new Uint8Array(4096)),
    ])
    expect((await readDicomPatients(bytes.slice(0, 1000)))[0]?.ids[0]?.value).toBe('7')
    const cda =
      '<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id root="1" extension="7"/></patientRole></recordTarget><comp'
    expect(readPatients(cda, 'ccda', false)[0]?.ids[0]?.value).toBe('7')
    const fhir = `{"resourceType":"Bundle","entry":[{"resource":${patientJson('7', 'A', 'B', '1980')}},{"resource":{"data":"QUJ`
    expect(readPatients(fhir, 'json', false)[0]?.ids[0]?.value).toBe('7')
    // A segment that was cut would name somebody who is not there.
    const cut = `${hl7('1042^^^H', 'A^B', '1980')}MSH|^~\\&|L\rPID|1||10`
    expect(readPatients(cut, 'hl7v2', false).map(({ ids }) => ids[0]?.value)).toEqual(['1042'])
  })

  test('any beginning of a JSON text can be closed, and says nothing that the whole does not', () => {
    fc.assert(
      fc.property(
        fc.record({
          text: fc.string(),
          list: fc.array(fc.json({ maxDepth: 2 })),
          more: fc.anything(),
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ text, list, more }, share) => {
          const whole = { a: text, b: list.map((one): unknown => JSON.parse(one)), c: more }
          const json = JSON.stringify(whole)
          const closed = closeJson(json.slice(0, Math.floor(json.length * share)))
          if (closed === undefined) return
          const part = JSON.parse(closed) as Partial<typeof whole>
          expect(whole.a.startsWith(part.a ?? '')).toBe(true)
          expect((part.b ?? []).length).toBeLessThanOrEqual(whole.b.length)
          expect(closeJson(json)).toBe(json)
        },
      ),
    )
  })

  it('is not said to be enough where it may not be', () => {
    const identity = { type: 'other-patient' as const, changes: [] }
    const both = { left: true, right: true }
    const none = { left: false, right: false }
    const all = { identity, named: both, whole: both, several: both }
    expect(checkOf(all)).toMatchObject({ kind: 'told', identity, isWhole: true })
    const head = { ...all, whole: { left: true, right: false } }
    expect(checkOf(head)).toMatchObject({
      kind: 'told',
      identity: { type: 'unsure' },
      isWhole: false,
    })
    expect(checkOf({ ...head, several: none })).toMatchObject({ identity })
    const silent = checkOf({ ...head, named: { left: true, right: false } })
    expect(silent).toMatchObject({ kind: 'not-told' })
    expect(silent.kind === 'not-told' && silent.why).toContain('the right one')
    expect(checkOf({ ...all, named: none })).toMatchObject({ kind: 'told' })
  })
})
