import { expect, test } from 'vitest'
import { FILENAME_SYSTEM, FOLDER_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { chosenOf } from './chosen.ts'
import { draftOf } from './draft.ts'
import { specOf } from './spec.ts'

const base: Binary = {
  resourceType: 'Binary',
  id: 'x',
  contentType: 'text/plain',
  securityContext: { reference: 'Patient/1', type: 'Patient', identifier: { value: '17' } },
  meta: { versionId: '1', tag: [{ code: 'urgent' }, { system: FILENAME_SYSTEM, code: 'a.txt' }] },
}
const target = { kind: 'version', id: 'x', ifMatch: '1' } as const
const fileAt = (path: string) =>
  Object.assign(new File(['x'], path.split('/').at(-1) ?? ''), { path })
const specFor = (of: Binary | undefined, securityContext: string, path = 'a.txt') =>
  specOf(draftOf(chosenOf(fileAt(path)), { contentType: 'text/plain' }), {
    org: 'o',
    target: of ? target : { kind: 'create' },
    shared: { language: '', securityContext },
    base: of,
  }).fields

test('a new version keeps what the dialog does not offer', () => {
  expect(specFor(base, 'Patient/1').securityContext).toEqual(base.securityContext)
  const { securityContext: _, ...rest } = base
  const byNumber: Binary = { ...rest, securityContext: { identifier: { value: '17' } } }
  expect(specFor(byNumber, '').securityContext).toEqual(byNumber.securityContext)
  expect(specFor(base, 'Patient/2').securityContext).toEqual({
    reference: 'Patient/2',
    type: 'Patient',
  })
  expect(specFor(base, 'Patient/1').meta?.tag).toEqual(base.meta?.tag)
})

test('a file remembers the folder that it came from, as a tag', () => {
  expect(specFor(undefined, '', '/scans/2026/a.txt').meta?.tag).toEqual([
    { system: FILENAME_SYSTEM, code: 'a.txt' },
    { system: FOLDER_SYSTEM, code: 'scans/2026' },
  ])
  expect(specFor(undefined, '').meta?.tag).toEqual([{ system: FILENAME_SYSTEM, code: 'a.txt' }])
})

test('a new version out of another folder does not move the file', () => {
  const filed: Binary = { ...base, meta: { tag: [{ system: FOLDER_SYSTEM, code: 'scans' }] } }
  expect(specFor(filed, 'Patient/1', '/desk/a.txt').meta?.tag).toContainEqual({
    system: FOLDER_SYSTEM,
    code: 'scans',
  })
})
