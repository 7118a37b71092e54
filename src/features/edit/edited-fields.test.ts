import { describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { CONTENT_TYPE_CASES, LANGUAGE_CASES, REFERENCE_CASES } from '#test/field-cases.ts'
import { dryRun } from './dry-run.ts'
import { fieldsOf, patchOf, problemsOf, withFields } from './edited-fields.ts'

const scan: Binary = {
  resourceType: 'Binary',
  id: 'a',
  contentType: 'application/pdf',
  language: 'en',
  securityContext: { reference: 'Patient/1', display: 'A. Example' },
  meta: {
    versionId: '3',
    tag: [{ system: FILENAME_SYSTEM, code: 'scan.pdf' }, { code: 'urgent' }],
  },
}

describe('the form', () => {
  test.each([
    ['contentType', CONTENT_TYPE_CASES],
    ['language', LANGUAGE_CASES],
    ['securityContext', REFERENCE_CASES],
  ] as const)('refuses the %s that the server refuses', (field, cases) => {
    for (const [text, isRight] of cases) {
      expect([text, problemsOf({ ...fieldsOf(scan), [field]: text })[field] === undefined]).toEqual(
        [text, isRight],
      )
    }
  })

  test('a name that is typed is stored without what can’t be seen', () => {
    const typed = withFields(scan, { ...fieldsOf(scan), fileName: 'annex\u202egpj/x.exe' })
    expect(fieldsOf(typed).fileName).toBe('annexgpj_x.exe')
    const odd = withFields(typed, { ...fieldsOf(typed), fileName: 'a\u200b.txt' })
    expect(fieldsOf(odd).fileName).toBe('a.txt')
  })

  test('nothing changed, nothing sent', () => {
    expect(withFields(scan, fieldsOf(scan))).toEqual(scan)
    expect(patchOf(scan, fieldsOf(scan))).toEqual([])
  })

  test('one field, one operation', () => {
    expect(patchOf(scan, { ...fieldsOf(scan), language: 'de' })).toEqual([
      { op: 'replace', path: '/language', value: 'de' },
    ])
    expect(patchOf(scan, { ...fieldsOf(scan), securityContext: '' })).toEqual([
      { op: 'remove', path: '/securityContext' },
    ])
  })

  test('a new reference drops the old display, which named somebody else', () => {
    const { securityContext } = withFields(scan, {
      ...fieldsOf(scan),
      securityContext: 'Patient/2',
    })
    expect(securityContext).toEqual({ reference: 'Patient/2' })
  })

  test('a new name leaves the other tags', () => {
    const { meta } = withFields(scan, { ...fieldsOf(scan), fileName: 'new.pdf' })
    expect(meta?.tag).toContainEqual({ code: 'urgent' })
    expect(meta?.tag).toContainEqual({ system: FILENAME_SYSTEM, code: 'new.pdf' })
  })

  test('a new reference changes itself, and takes along what described the one before', () => {
    const whole: Binary = {
      ...scan,
      securityContext: {
        reference: 'Patient/1',
        type: 'Patient',
        display: 'A. Example',
        identifier: { system: 'urn:mrn', value: '17' },
        extension: [{ url: 'urn:x', valueString: 'kept' }],
      },
    }
    expect(patchOf(whole, { ...fieldsOf(whole), securityContext: 'Patient/2' })).toEqual([
      { op: 'remove', path: '/securityContext/display' },
      { op: 'remove', path: '/securityContext/identifier' },
      { op: 'replace', path: '/securityContext/reference', value: 'Patient/2' },
    ])
    expect(
      withFields(whole, { ...fieldsOf(whole), securityContext: 'Group/2' }).securityContext,
    ).toEqual({ reference: 'Group/2', extension: [{ url: 'urn:x', valueString: 'kept' }] })
  })

  test('a security context without a reference is left alone', () => {
    const { securityContext: _, ...rest } = scan
    const byNumber: Binary = { ...rest, securityContext: { identifier: { value: '17' } } }
    expect(patchOf(byNumber, { ...fieldsOf(byNumber), language: 'de' })).toEqual([
      { op: 'replace', path: '/language', value: 'de' },
    ])
  })

  test('a new name changes the code of its tag alone, and no other tag that lies there by then', () => {
    const operations = patchOf(scan, { ...fieldsOf(scan), fileName: 'new.pdf' })
    expect(operations).toEqual([
      { op: 'test', path: '/meta/tag', value: scan.meta?.tag },
      { op: 'replace', path: '/meta/tag/0/code', value: 'new.pdf' },
    ])
  })

  test('what was stored with blanks is not changed by looking at it', () => {
    const blanks: Binary = { ...scan, contentType: ' text/plain ' }
    expect(patchOf(blanks, fieldsOf(blanks))).toEqual([])
  })

  test.each([
    [{ contentType: '' }, 'contentType'],
    [{ contentType: 'pdf' }, 'contentType'],
    [{ language: 'not a language' }, 'language'],
    [{ securityContext: 'somebody' }, 'securityContext'],
  ])('%o is refused with a reason', (change, field) => {
    expect(Object.keys(problemsOf({ ...fieldsOf(scan), ...change }))).toEqual([field])
  })

  test.each([
    { contentType: 'text/plain; charset=utf-8' },
    { language: 'pt-BR' },
    { securityContext: 'https://example.org/fhir/Patient/1' },
    { securityContext: '' },
  ])('%o is fine', (change) => {
    expect(problemsOf({ ...fieldsOf(scan), ...change })).toEqual({})
  })
})

describe('a patch by hand', () => {
  test('shows what it would change', () => {
    const run = dryRun(scan, '[{"op":"replace","path":"/language","value":"fr"}]')
    expect(run).toMatchObject({
      ok: true,
      touchesContent: false,
      changes: [{ label: 'Language', after: 'fr' }],
    })
  })

  test.each([
    ['[', 'not JSON'],
    ['{}', 'array'],
    ['[]', 'no operation'],
    ['[{"op":"replace","path":"/id","value":"b"}]', 'only the server writes'],
    ['[{"op":"test","path":"/language","value":"de"}]', 'Operation 1'],
    ['[{"op":"remove","path":"/nothing"}]', 'Operation 1'],
  ])('%s is explained', (text, words) => {
    const run = dryRun(scan, text)
    expect(run.ok ? '' : run.problem).toContain(words)
  })

  test('leaves the content to the server', () => {
    expect(dryRun(scan, '[{"op":"remove","path":"/data"}]')).toMatchObject({
      ok: true,
      touchesContent: true,
    })
  })
})
