import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { fileName, withFileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { connect } from '#test/connect-api.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { loadConflict } from '../conflict.ts'
import { createBinary, removeBinary, updateBinary } from '../writes.ts'
import { CONTENT, mergeRestore, type Decisions, type RestoreSides } from './merged-restore.ts'
import { restorePart } from './restore-part.ts'
import { restoredBinary } from './restore-sides.ts'

interface Made {
  bytes: string
  language?: string
  contentType: string
}

const binaryOf = ({ language, contentType }: Made): Binary => ({
  resourceType: 'Binary',
  contentType,
  ...(language !== undefined && { language }),
})

function sidesOf(base: Made | undefined, stored: Made, version: Made, part: RestoreSides['part']) {
  const same = (one: Made | undefined, other: Made) =>
    one === undefined ? 'unknown' : one.bytes === other.bytes ? 'same' : 'different'
  const was = base && binaryOf(base)
  return {
    part,
    base: was,
    stored: binaryOf(stored),
    version: binaryOf(version),
    restored: restoredBinary(was ?? binaryOf(stored), binaryOf(version), part),
    bytes: {
      baseStored: same(base, stored),
      baseRestored: same(base, version),
      storedRestored: same(stored, version),
    },
  } satisfies RestoreSides
}

const made = fc.record({
  bytes: fc.constantFrom('one', 'two', 'three'),
  language: fc.constantFrom('en', 'de', 'fr'),
  contentType: fc.constantFrom('text/plain', 'text/csv'),
})
const parts = fc.constantFrom('all' as const, 'content' as const, 'fields' as const)

/** The state that is saved. */
function saved(stored: Made, version: Made, merge: ReturnType<typeof mergeRestore>): Made {
  const { language, contentType = '' } = merge.binary
  const { bytes } = merge.content === 'yours' ? version : stored
  return { bytes, contentType, ...(language !== undefined && { language }) }
}

describe('a restore that meets another change', () => {
  test('alone is the restore, and changes that agree are no clash', () => {
    fc.assert(
      fc.property(made, made, (base, version) => {
        const alone = mergeRestore(sidesOf(base, base, version, 'all'), {})
        expect([alone.clashes, alone.kept, saved(base, version, alone)]).toEqual([[], [], version])
        const agreed = mergeRestore(sidesOf(base, version, version, 'all'), {})
        expect([agreed.clashes, agreed.isStored]).toEqual([[], true])
      }),
    )
  })

  test('a content never comes with the type of another, nothing undecided replaces what is stored, and each choice is obeyed', () => {
    fc.assert(
      fc.property(
        fc.option(made, { nil: undefined }),
        made,
        made,
        parts,
        (base, stored, version, part) => {
          const sides = sidesOf(base, stored, version, part)
          const undecided = mergeRestore(sides, {})
          const all = (decision: 'stored' | 'yours'): Decisions =>
            Object.fromEntries(undecided.clashes.map((label) => [label, decision]))
          const [theirs, mine] = [
            mergeRestore(sides, all('stored')),
            mergeRestore(sides, all('yours')),
          ]
          for (const merge of [undecided, theirs, mine]) {
            const { bytes, contentType } = saved(stored, version, merge)
            const pairs = [stored, version].map((one) => [one.bytes, one.contentType])
            expect(pairs).toContainEqual([bytes, contentType])
          }
          expect(undecided.open).toEqual(undecided.clashes)
          expect([theirs.open, mine.open]).toEqual([[], []])
          expect(saved(stored, version, theirs)).toEqual(saved(stored, version, undecided))
          for (const label of undecided.clashes) {
            const kept = label === CONTENT ? stored.bytes : stored.language
            const taken = label === CONTENT ? version.bytes : version.language
            const of = (merge: typeof mine) => {
              const { bytes, language } = saved(stored, version, merge)
              return label === CONTENT ? bytes : language
            }
            expect([of(theirs), of(mine)]).toEqual([kept, taken])
          }
          if (part === 'content') expect(mine.binary.language).toBe(stored.language)
          if (part === 'fields') expect(saved(stored, version, mine).bytes).toBe(stored.bytes)
        },
      ),
    )
  })

  test('bytes of which nobody knows whether they changed are a clash', () => {
    const one = { bytes: 'one', contentType: 'text/plain' }
    const sides = sidesOf(one, one, { ...one, bytes: 'two' }, 'all')
    const bytes = { ...sides.bytes, baseStored: 'unknown' as const }
    expect(mergeRestore({ ...sides, bytes }, {}).clashes).toEqual([CONTENT])
  })
})

describe('what a merged restore stores', () => {
  let server: TestServer
  let base: string
  beforeAll(async () => {
    server = await testServer()
    base = await server.listen()
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  const named = (name: string, language: string): Binary => ({
    ...withFileName({ resourceType: 'Binary', contentType: 'text/plain' }, name),
    language,
  })

  /** Version 1 is restored over version 2, while somebody else has saved version 3. */
  async function met(third: Binary & { data: string }, part: RestoreSides['part'] = 'all') {
    const { client, api, queryClient } = connect(base, { token: () => TOKENS.writer })
    const first = { ...named('first.txt', 'en'), data: btoa('one') }
    const { binary } = await createBinary(client, 'a', first)
    const id = binary.id ?? ''
    const second = { ...named('second.txt', 'en'), id, data: btoa('two') }
    await updateBinary(client, 'a', { id, binary: second })
    await updateBinary(client, 'a', { id, binary: { ...third, id } })
    const change = { kind: 'restore', versionId: '1', part } as const
    const conflict = await loadConflict(queryClient, client, {
      org: 'a',
      id,
      change,
      baseVersionId: '2',
    })
    const save = async (decisions: Decisions = {}) => {
      const { restore, remote } = conflict
      if (restore === undefined || remote.state === 'deleted') throw new Error('nothing to merge')
      const { binary: merged, content } = mergeRestore(restore, decisions)
      const { version } = restore
      const variables = { id, versionId: '1', part: 'merged', version, stored: remote } as const
      const written = await restorePart(client, queryClient, 'a', {
        ...variables,
        binary: merged,
        content,
      })
      const bytes = await queryClient.fetchQuery({ ...api.binaries.content('a', id), staleTime: 0 })
      const { language } = written.binary
      return [written.versionId, fileName(written.binary), language, await bytes.blob.text()]
    }
    return { conflict, save }
  }

  it('is the content of the one, and the field that the other alone changed', async () => {
    const { conflict, save } = await met({ ...named('second.txt', 'de'), data: btoa('two') })
    expect(conflict.restore && mergeRestore(conflict.restore, {})).toMatchObject({
      clashes: [],
      kept: ['Language'],
      content: 'yours',
    })
    expect(await save()).toEqual(['4', 'first.txt', 'de', 'one'])
  })

  it('keeps a content that others replaced where the fields alone are restored', async () => {
    const { save } = await met({ ...named('second.txt', 'en'), data: btoa('three') }, 'fields')
    expect(await save()).toEqual(['4', 'first.txt', 'en', 'three'])
  })

  it('leaves the fields of others where the content alone is restored', async () => {
    const { save } = await met({ ...named('third.txt', 'de'), data: btoa('two') }, 'content')
    expect(await save()).toEqual(['4', 'third.txt', 'de', 'one'])
    // Also where nobody touched them: the version's own fields were not asked for.
    const other = await met({ ...named('second.txt', 'en'), data: btoa('two') }, 'content')
    expect(await other.save()).toEqual(['4', 'second.txt', 'en', 'one'])
  })

  it('is what was decided where both changed the content, and refused once it is changed again', async () => {
    const { conflict, save } = await met({ ...named('second.txt', 'en'), data: btoa('three') })
    expect(conflict.restore && mergeRestore(conflict.restore, {}).open).toEqual([CONTENT])
    expect(await save({ [CONTENT]: 'yours' })).toEqual(['4', 'first.txt', 'en', 'one'])
    await expect(save({ [CONTENT]: 'stored' })).rejects.toMatchObject({
      kind: 'precondition-failed',
    })
  })

  it('offers no part of a version where the file was deleted', async () => {
    const { client, queryClient } = connect(base, { token: () => TOKENS.writer })
    const { binary } = await createBinary(client, 'a', {
      ...named('a.txt', 'en'),
      data: btoa('one'),
    })
    const id = binary.id ?? ''
    await removeBinary(client, 'a', { id })
    const load = (part: RestoreSides['part']) => {
      const change = { kind: 'restore', versionId: '1', part } as const
      return loadConflict(queryClient, client, { org: 'a', id, change, baseVersionId: '1' })
    }
    expect((await load('content')).onTop).toMatchObject({ possible: false })
    expect((await load('all')).onTop).toMatchObject({ possible: true })
  })
})
