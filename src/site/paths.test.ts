import { expect, test } from 'vitest'
import { paths, versionOfSegment } from './paths.ts'

test('every path, in one list that changes only on purpose', () => {
  expect({
    connect: paths.connect(),
    organizations: paths.organizations(),
    binaries: paths.binaries('demo'),
    binariesSearched: paths.binaries('demo', { _id: 'a,b', _language: 'de-CH' }),
    binary: paths.binary('demo', 'b-1'),
    versions: paths.versions('demo', 'b-1'),
    versionsSince: paths.versions('demo', 'b-1', { _since: '2026-05-03T00:00:00+02:00' }),
    version: paths.version('demo', 'b-1', '2'),
    compare: paths.compare('demo', 'b-1', '1', '2'),
    compareFiles: paths.compareFiles(
      'demo',
      { id: 'b-1', versionId: '3' },
      { id: 'b-2', versionId: undefined },
    ),
    activity: paths.activity('demo'),
    context: paths.context('demo', 'Patient/3310', { kind: 'pdf' }),
    settings: paths.settings(),
  }).toMatchInlineSnapshot(`
    {
      "activity": "/o/demo/Binary/_history",
      "binaries": "/o/demo/Binary",
      "binariesSearched": "/o/demo/Binary?_id=a%2Cb&_language=de-CH",
      "binary": "/o/demo/Binary/b-1",
      "compare": "/o/demo/Binary/b-1/_compare/1/2",
      "compareFiles": "/o/demo/Binary/_compare/b-1/3/b-2/_current",
      "connect": "/connect",
      "context": "/o/demo/context/Patient%2F3310?kind=pdf",
      "organizations": "/o",
      "settings": "/settings",
      "version": "/o/demo/Binary/b-1/_history/2",
      "versions": "/o/demo/Binary/b-1/_history",
      "versionsSince": "/o/demo/Binary/b-1/_history?_since=2026-05-03T00%3A00%3A00%2B02%3A00",
    }
  `)
})

test('an organization or version with a slash, a question mark or a space stays one segment', () => {
  expect(paths.version('a/b', 'x', 'W/1?#')).toBe('/o/a%2Fb/Binary/x/_history/W%2F1%3F%23')
  expect(paths.binaries('Klinik Süd')).toBe('/o/Klinik%20S%C3%BCd/Binary')
})

test('half a surrogate pair, which some server may send, is no reason to fail', () => {
  expect(paths.context('o', 'Patient/\uD800')).toBe('/o/o/context/Patient%2F%EF%BF%BD')
})

test('an address of two files says which version of which, through any server’s ids', () => {
  const left = { id: 'a', versionId: 'W/1?#' }
  const right = { id: 'b', versionId: undefined }
  const segments = paths
    .compareFiles('demo', left, right)
    .split('/')
    .slice(5)
    .map(decodeURIComponent)
  expect(segments).toEqual(['a', 'W/1?#', 'b', '_current'])
  expect(segments.map(versionOfSegment)).toEqual(['a', 'W/1?#', 'b', undefined])
})

test('an empty search leaves no question mark', () => {
  expect(paths.binaries('demo', new URLSearchParams())).toBe('/o/demo/Binary')
  expect(paths.activity('demo', '')).toBe('/o/demo/Binary/_history')
})
