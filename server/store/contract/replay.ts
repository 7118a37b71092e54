import * as fc from 'fast-check'
import { describe, onTestFinished, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { runActions } from './replay-model.ts'
import type { Action } from './replay-model.ts'
import type { OpenStore } from './support.ts'

/** Any sequence of changes, with walks of any page size begun and continued in between. */
export function describeReplay(open: OpenStore): void {
  describe('any sequence of changes', () => {
    test('replays from its history, and every walk sees the state in which it began', async () => {
      const store = await open()
      onTestFinished(() => store.close())
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(action, { minLength: 20, maxLength: 80, size: 'max' }),
          // Each beside all that the ones before it have left in other organizations.
          (actions) => runActions(store, String((run += 1)), actions),
        ),
        { numRuns: 100 },
      )
    }, 60_000)
  })
}

// Mostly one, so that what is walked is what is written.
const organization = fc.constantFrom('here', 'here', 'here', 'there')
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const language = fc.option(fc.constantFrom('de', 'DE', 'en'), { nil: undefined })
const at = fc.integer({ min: 0, max: 20 })
const groups = (value: fc.Arbitrary<string>) =>
  fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { maxLength: 2 })

const query = fc.oneof(
  fc.record({
    kind: fc.constant('search' as const),
    criteria: fc
      .record({ ids: groups(id), languages: groups(fc.constantFrom('De', 'en', 'fr')) })
      .map(criteriaOf),
  }),
  fc.record({
    kind: fc.constant('type' as const),
    since: fc.option(at, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('instance' as const),
    id,
    since: fc.option(at, { nil: undefined }),
  }),
)

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('put' as const), organization, id, language, at }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), organization, id, at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('begin' as const), organization, query }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      walk: fc.nat(20),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
)
