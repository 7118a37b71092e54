import { describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary.ts'
import type { Binary } from '#fhir/types.ts'
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
  test('nothing touched, nothing sent', () => {
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
    ['[{"op":"replace","path":"/id","value":"b"}]', 'only the server'],
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
