import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AUTHOR_EXTENSION, REASON_EXTENSION } from './binary/binary.ts'
import {
  binariesOf,
  distinctEntries,
  entriesOf,
  nextLink,
  outcomeOf,
  parseBundle,
  selfLink,
  WrongBundle,
} from './bundle.ts'

const bundle = (members: object) => ({ resourceType: 'Bundle', type: 'history', ...members })
const entries = (...entry: unknown[]) => entriesOf(parseBundle(bundle({ entry }), 'history'))
const binary = {
  resourceType: 'Binary',
  id: 'a',
  meta: { versionId: '2', lastUpdated: '2026-05-03T14:05:00Z' },
}

describe('parseBundle', () => {
  it('bears that everything is missing', () => {
    const parsed = parseBundle({ resourceType: 'Bundle' }, 'searchset')
    expect(parsed.total).toBeUndefined()
    expect([nextLink(parsed), selfLink(parsed), outcomeOf(parsed)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect([entriesOf(parsed), binariesOf(parsed)]).toEqual([[], []])
  })

  it.each([-1, 1.5, '7', null, 2 ** 60])('takes %j for no total', (total) => {
    expect(parseBundle(bundle({ total }), 'history').total).toBeUndefined()
  })

  it.each([
    ['text', 'not-fhir'],
    [null, 'not-fhir'],
    [[], 'not-fhir'],
    [{ organizations: [] }, 'not-fhir'],
    [{ resourceType: 'Patient' }, 'wrong-bundle'],
    [bundle({ type: 'transaction' }), 'wrong-bundle'],
    [bundle({ type: 'searchset' }), 'wrong-bundle'],
  ])('refuses %j', (json, reason) => {
    expect(() => parseBundle(json, 'history')).toThrow(
      expect.objectContaining({ name: 'WrongBundle', reason }),
    )
  })

  it('keeps what the server said instead', () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    expect(() => parseBundle(outcome, 'history')).toThrow(expect.objectContaining({ outcome }))
  })

  it('reads links and leaves out those it can’t', () => {
    const link = [
      null,
      7,
      { relation: 'next' },
      { relation: 'self', url: 3 },
      { relation: 'next', url: '?page=2' },
    ]
    expect(parseBundle(bundle({ link }), 'history').link?.at(-1)).toEqual({
      relation: 'next',
      url: '?page=2',
    })
    expect(
      nextLink(parseBundle(bundle({ link: [{ relation: 'next', url: '' }] }), 'history')),
    ).toBeUndefined()
  })

  it('never throws anything else, whatever it gets', () => {
    const json = fc.jsonValue({ maxDepth: 5 })
    const entry = fc.record(
      { resource: json, request: json, response: json, fullUrl: json, search: json },
      { requiredKeys: [] },
    )
    const any = fc.oneof(
      json,
      fc.record({
        resourceType: fc.constant('Bundle'),
        type: fc.constantFrom('history', undefined),
        total: json,
        link: fc.oneof(json, fc.array(json)),
        entry: fc.oneof(json, fc.array(fc.oneof(json, entry))),
      }),
    )
    fc.assert(
      fc.property(any, (value) => {
        try {
          const parsed = parseBundle(value, 'history')
          for (const one of distinctEntries(entriesOf(parsed))) expect(typeof one.id).toBe('string')
          binariesOf(parsed)
          nextLink(parsed)
        } catch (error) {
          expect(error).toBeInstanceOf(WrongBundle)
        }
      }),
    )
  })
})

describe('entriesOf', () => {
  it('reads an entry as it should be', () => {
    const request = { method: 'PUT', url: 'Binary/a' }
    const response = { status: '200 OK', etag: 'W/"2"', lastModified: '2026-05-03T14:05:00Z' }
    expect(entries({ fullUrl: 'https://h/Binary/a', resource: binary, request, response })).toEqual(
      [
        {
          id: 'a',
          versionId: '2',
          kind: 'version',
          resource: binary,
          lastUpdated: '2026-05-03T14:05:00Z',
          method: 'PUT',
          status: '200',
        },
      ],
    )
  })

  it.each<[string, unknown, object]>([
    ['only a resource', { resource: binary }, { id: 'a', kind: 'version', versionId: '2' }],
    [
      'a deletion',
      { request: { method: 'DELETE', url: 'Binary/a' }, response: { etag: 'W/"3"' } },
      { id: 'a', kind: 'deletion', versionId: '3' },
    ],
    [
      'a deletion with who and why',
      {
        request: { method: 'DELETE', url: 'Binary/a' },
        response: {
          extension: [
            { url: AUTHOR_EXTENSION, valueString: 'ward-3' },
            { url: REASON_EXTENSION, valueString: 'reason=misfiled' },
            { url: 5, valueString: 'noise' },
          ],
        },
      },
      { kind: 'deletion', author: 'ward-3', reason: 'reason=misfiled' },
    ],
    [
      'a deletion by its address',
      { fullUrl: 'https://h/fhir/Binary/a/_history/3' },
      { id: 'a', kind: 'deletion', versionId: '3' },
    ],
    [
      'a deletion that still has its resource',
      { resource: binary, request: { method: 'delete', url: 'Binary/a' } },
      { kind: 'deletion', method: 'DELETE' },
    ],
    [
      'a version without its resource',
      { request: { method: 'PUT', url: 'Binary/a/_history/2' } },
      { kind: 'version', id: 'a', versionId: '2' },
    ],
    [
      'numbers for texts',
      {
        resource: { resourceType: 'Binary', id: 7, meta: { versionId: 3 } },
        response: { status: 201 },
      },
      { id: '7', versionId: '3', status: '201' },
    ],
    [
      'a location',
      { request: { method: 'POST', url: 'Binary' }, response: { location: 'Binary/a/_history/1' } },
      { id: 'a', versionId: '1' },
    ],
  ])('reads %s', (_, entry, expected) => {
    expect(entries(entry)).toEqual([expect.objectContaining(expected)])
  })

  it('leaves out what is none', () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    expect(
      entries(
        null,
        1,
        [],
        {},
        { resource: null },
        { resource: outcome },
        { resource: { resourceType: 'Patient', id: 'p' } },
        { request: { method: 'DELETE', url: 'Patient/p' } },
        { resource: { ...binary, id: '../x' } },
      ),
    ).toEqual([])
  })

  it('knows the id of an instance history', () => {
    const parsed = parseBundle(bundle({ entry: [{ request: { method: 'DELETE' } }] }), 'history')
    expect(entriesOf(parsed, 'a')).toEqual([{ id: 'a', kind: 'deletion', method: 'DELETE' }])
  })
})

describe('distinctEntries', () => {
  it('keeps each version once, deletions too, and what can’t be told apart', () => {
    const version = { id: 'a', versionId: '1', kind: 'version' } as const
    const unknown = { id: 'a', kind: 'version' } as const
    const dated = { id: 'a', kind: 'deletion', lastUpdated: '2026-01-01T00:00:00Z' } as const
    expect(
      distinctEntries([
        version,
        { ...version },
        dated,
        { ...dated },
        unknown,
        unknown,
        { ...version, id: 'b' },
      ]),
    ).toEqual([version, dated, unknown, unknown, { ...version, id: 'b' }])
  })
})

describe('binariesOf', () => {
  it('gives matches and not what was included', () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    const parsed = parseBundle(
      bundle({
        type: 'searchset',
        entry: [
          { resource: binary },
          { resource: { ...binary, id: 'b' }, search: { mode: 'match' } },
          { resource: { ...binary, id: 'c' }, search: { mode: 'include' } },
          { resource: outcome, search: { mode: 'outcome' } },
        ],
      }),
      'searchset',
    )
    expect(binariesOf(parsed).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(outcomeOf(parsed)).toEqual(outcome)
  })
})
