import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { criteriaOf, DATE_PREFIXES } from '#fhir/search/criteria.ts'
import { foldText, wordsOf } from '#fhir/search/fold-text.ts'
import { BadCursor } from '../../errors.ts'
import type { OpenStore } from '../support.ts'
import { create, fields, instant, openFilled } from '../support.ts'
import { FindModel, type FindAction } from './find-model.ts'
import { named, testOddFinds } from './find-odd.ts'

/**
 * Searches by every criterion and in every order, against a plain scan.
 * @param share of the runs, for what takes long to open
 */
export function describeFind(open: OpenStore, share = 1): void {
  describe('a find', () => {
    test('finds what a plain scan finds, after any changes, and its walks are stable', async () => {
      const store = await open()
      onTestFinished(() => store.close())
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(action, { minLength: 30, maxLength: 60, size: 'max' }),
          // Each beside all that the ones before it have left in other organizations.
          (actions) => new FindModel(store, String((run += 1))).run(actions),
        ),
        { numRuns: 30 * share },
      )
    }, 60_000)

    test('counts as it is asked to, and estimates where much matches', async () => {
      const { binaries } = await openFilled(open)
      const file = (name: string) => ({ body: { fields: fields({ meta: named(name) }) } })
      await Promise.all(
        Array.from({ length: 1500 }, (_, index) =>
          binaries.commit(create(`f${index}`, file(index % 3 === 0 ? `rare ${index}` : 'common'))),
        ),
      )
      const total = async (word: string, mode?: 'none' | 'estimate' | 'accurate', count = 10) => {
        const request = { count, ...(mode && { total: mode }) }
        const page = await binaries.search('here', criteriaOf({ finds: [[word]] }), request)
        expect(page.versions).toHaveLength(count)
        return page.total
      }
      expect(await total('common', 'accurate')).toBe(1000)
      expect(await total('common', 'none')).toBeUndefined()
      expect(await total('rare', 'estimate')).toBe(500)
      expect(await total('common', undefined, 0)).toBe(1000)
      const estimate = (await total('common')) ?? 0
      expect(Math.abs(estimate - 1000)).toBeLessThan(100)
      const sorted = await binaries.search('here', criteriaOf(), {
        count: 1,
        sort: { by: 'name', descending: true },
      })
      expect([sorted.total, sorted.versions[0]?.id]).toEqual([1500, 'f1497'])
    })

    test('takes only the cursors of its own criteria and order', async () => {
      const { binaries } = await openFilled(open)
      for (const id of ['a', 'b', 'c']) await binaries.commit(create(id))
      const sort = { by: 'name', descending: false } as const
      const types = criteriaOf({ contentTypes: [['text/*']] })
      const { next: cursor = '' } = await binaries.search('here', types, { count: 1, sort })
      const ask = (organization: string, criteria = types, order: object = { sort }) =>
        binaries.search(organization, criteria, { count: 1, cursor, ...order })
      expect((await ask('here')).versions).toMatchObject([{ id: 'b' }])
      await expect(ask('there')).rejects.toThrow(BadCursor)
      await expect(ask('here', criteriaOf())).rejects.toThrow(BadCursor)
      await expect(ask('here', types, {})).rejects.toThrow(BadCursor)
      await expect(ask('here', types, { sort: { by: 'name', descending: true } })).rejects.toThrow(
        BadCursor,
      )
    })

    testOddFinds(open)
  })
}

// Few words, so that they meet, and signs that FTS5, SQL and the wire give a meaning.
const word = fc.constantFrom(
  'Ärzte',
  'brief',
  'Ab',
  'x',
  '33',
  '3310',
  'Straße',
  '"',
  'OR',
  '日本',
  '*',
)
const text = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom(' ', '_', '', '-'))
  .map(([words, between]) => words.join(between))
const part = fc.oneof(
  text,
  fc
    .tuple(text, fc.nat(6), fc.integer({ min: 1, max: 5 }))
    .map(([whole, from, length]) => whole.slice(from, from + length)),
)
const tag = fc.record({ system: fc.constantFrom('s', 't'), code: fc.constantFrom('u', 'v', 'U') })
const type = fc.constantFrom('text/plain', 'Text/Plain; charset=utf-8', 'image/png', 'image/jpeg')
const context = fc.record(
  {
    reference: fc.constantFrom(
      'Patient/33',
      'Patient/3310',
      'https://x.example/fhir/Patient/33/_history/1',
    ),
    display: text,
    identifier: fc.record({ system: fc.constant('mrn'), value: fc.constantFrom('33', 'M-1') }),
  },
  { requiredKeys: [] },
)
const id = fc.constantFrom('a', 'ab-33', 'c3d4-e5', '3310', 'e')
const organization = fc.constantFrom('here', 'here', 'here', 'there')
const at = fc.integer({ min: 0, max: 20 })
const language = fc.constantFrom('de', 'DE', 'en')

const binary = fc
  .record({
    name: fc.option(text),
    tags: fc.array(tag, { maxLength: 2 }),
    type: fc.option(type),
    context: fc.option(context),
    language: fc.option(language),
  })
  .map((one) => ({
    resourceType: 'Binary' as const,
    ...(one.type !== null && { contentType: one.type }),
    ...(one.language !== null && { language: one.language }),
    ...(one.context !== null && { securityContext: one.context }),
    meta: { tag: [...(one.name === null ? [] : named(one.name).tag), ...one.tags] },
  }))

const groups = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Value[][]>([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.array(value, { minLength: 1, maxLength: 2 }), {
        minLength: 1,
        maxLength: 2,
      }),
    },
  )
const searched = part.filter((one) => wordsOf(one).length > 0)
const date = fc
  .tuple(fc.constantFrom(...DATE_PREFIXES), at, fc.constantFrom(1, 1000))
  .map(([prefix, from, length]) => {
    const time = Date.parse(instant(from))
    return { prefix, from: time, to: time + length }
  })
const criteria = fc
  .record({
    ids: groups(id),
    languages: groups(language),
    lastUpdated: groups(date),
    tags: groups(
      fc.oneof(
        tag,
        fc.record({ code: fc.constantFrom('u', 'v') }),
        fc.record({ system: fc.constant('s') }),
      ),
    ),
    names: groups(
      fc.record({
        text: part.filter((one) => foldText(one) !== ''),
        how: fc.constantFrom('starts' as const, 'contains' as const, 'exact' as const),
      }),
    ),
    words: groups(searched),
    finds: groups(searched),
    securityContexts: groups(fc.oneof(part, fc.constantFrom('33', 'Patient/33', 'mrn|33', 'M-1'))),
    contentTypes: groups(fc.constantFrom('text/plain', 'image/*', 'image/png', '*/*')),
    missing: fc.constantFrom(undefined, undefined, undefined, true, false),
  })
  .map(({ missing, ...lists }) =>
    criteriaOf({ ...lists, ...(missing !== undefined && { securityContextMissing: missing }) }),
  )
const sort = fc.option(
  fc.record({
    by: fc.constantFrom('lastUpdated' as const, 'name' as const, 'size' as const),
    descending: fc.boolean(),
  }),
  { nil: undefined },
)
// The walk of ids and languages alone has its own contract: it shows the state in which it began.
const query = fc.record({ criteria, sort }).map((asked) =>
  asked.sort
    ? asked
    : {
        ...asked,
        criteria: {
          ...asked.criteria,
          tags: [...asked.criteria.tags, [{ system: 's' }, { system: FILENAME_SYSTEM }]],
        },
      },
)

const action: fc.Arbitrary<FindAction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      organization,
      id,
      fields: binary,
      size: fc.constantFrom(0, 0, 1, 3, 10),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), organization, id, at }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('find' as const), organization, query }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('begin' as const),
      organization,
      query,
      count: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('step' as const), walk: fc.nat(9) }) },
)
