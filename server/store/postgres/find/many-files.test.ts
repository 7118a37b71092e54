import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { criteriaOf, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { foldText } from '#fhir/search/fold-text.ts'
import { matchesCriteria } from '#fhir/search/match.ts'
import { newSchema } from '#test/postgres.ts'
import { fields, here, remove, stored, update } from '../../contract/support.ts'
import { openStore } from '../../open-store.ts'
import { openWordWork } from '../../open-words.ts'
import type { StorePlaces } from '../../places.ts'
import type { Store } from '../../store.ts'
import { openDatabase } from '../database.ts'

/** More files than a search looks at one by one before it asks the indexes. */
const COUNT = 640

interface File {
  id: string
  fields: ReturnType<typeof fields>
  text: string
}

function fileOf(at: number): File {
  const name = at % 150 === 7 ? `rare scan ${at}.txt` : `scan ${at}.txt`
  const words = ['every text']
  if (at % 130 === 3) words.push('osteomyelitis')
  if (at % 170 === 9) words.push('日本語 ünïcode-sign')
  if (at % 190 === 11) words.push(String.raw`50%_of it's a\path`)
  if (at % 190 === 12) words.push('50 more of its apath')
  if (at < 40) words.push('oldest')
  return {
    id: `b${at}`,
    fields: fields({
      contentType: at % 90 === 1 ? 'image/png' : 'text/plain',
      securityContext: { reference: `Patient/${at % 300}` },
      meta: { tag: [{ system: FILENAME_SYSTEM, code: name }] },
    }),
    text: `${words.join(' ')} number ${at}`,
  }
}

async function commit(store: Store, { id, fields: file, text }: File): Promise<void> {
  const { staged, ref } = await stored(store, text)
  await store.binaries.commit(update(id, { body: { fields: file, content: ref } }))
  await staged.drop()
}

async function index(places: StorePlaces, texts: ReadonlyMap<string, string>): Promise<void> {
  const work = await openWordWork(places)
  if (!work) throw new Error('The index is made by somebody else.')
  for (let task = await work.next(); task; task = await work.next()) {
    const text = texts.get(task.name ?? '') ?? ''
    await work.keep(task, { kind: 'indexed', text, isWhole: true })
  }
  await work.rest()
  await work.close()
}

const nameOf = (file: File) => file.fields.meta?.tag?.[0]?.code ?? ''

const ASKED: [string, Partial<BinaryCriteria>][] = [
  ['a rare name', { names: [[{ text: 'rare', how: 'starts' }]] }],
  ['a rare name by its middle', { names: [[{ text: 'are sc', how: 'contains' }]] }],
  ['a number', { finds: [['scan 89']] }],
  ['a patient', { securityContexts: [['Patient/77']] }],
  ['a type', { contentTypes: [['image/*']] }],
  ['what none has', { finds: [['zyzzyva']], words: [['zyzzyva']] }],
  ['what all have', { words: [['every']] }],
  ['a rare word', { words: [['osteomyelitis']] }],
  ['a part of it', { words: [['myeli']] }],
  ['the oldest', { words: [['oldest']] }],
  ['two words, one in the name', { words: [['osteomyelitis scan']] }],
  ['a word of the content or a name', { words: [['osteomyelitis', 'rare']] }],
  ['two groups', { words: [['every'], ['oldest']] }],
  ['letters that no trigram has', { words: [['日本語']] }],
  ['two letters', { words: [['日本']] }],
  ['signs', { words: [['50%_of']] }],
  ['another sign', { words: [[String.raw`a\path`]] }],
  ['half of the signs', { words: [['0%_']] }],
  ['a quote', { words: [["it's"]] }],
  ['folded', { words: [['ÜNÏCODE-sign']] }],
  ['a word and a patient', { words: [['osteomyelitis']], securityContexts: [['Patient/3']] }],
]

test('finds by the indexes what a plain scan finds, among more files than are looked at one by one', async () => {
  const url = await newSchema()
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-many-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const places: StorePlaces = { folder, database: { kind: 'postgres', url } }
  const store = await openStore(places)
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const files = Array.from({ length: COUNT }, (_, at) => fileOf(at))
  // In their order, and not one by one.
  for (let at = 0; at < COUNT; at += 60)
    await Promise.all(files.slice(at, at + 60).map((file) => commit(store, file)))
  await index(places, new Map(files.map((file) => [nameOf(file), file.text])))
  // Out of the order of the texts, and gone.
  for (const file of [files[3], files[9]]) if (file) await commit(store, file)
  await store.binaries.commit(remove('b133'))
  const current = await inOrder(
    store,
    files.filter(({ id }) => id !== 'b133'),
  )

  for (const [what, asked] of ASKED)
    for (const descending of [true, false]) {
      const criteria = criteriaOf(asked)
      const expected = current
        .filter(({ id, fields: file, text }) =>
          matchesCriteria({ ...file, id }, criteria, foldText(text)),
        )
        .map(({ id }) => id)
      const found = await walked(store, criteria, descending)
      const wanted = descending ? expected.toReversed() : expected
      expect({ what, found }).toEqual({ what, found: wanted })
    }

  const database = openDatabase(url)
  onTestFinished(() => database.close())
  const used = () =>
    database.many<{ name: string }>(
      `select indexrelname as name from pg_stat_user_indexes
       where schemaname = $1 and idx_scan > 0
         and indexrelname in ('file_terms', 'word_text_parts') order by 1`,
      database.schema,
    )
  // A connection that rests tells within ten seconds.
  await expect
    .poll(used, { timeout: 20_000 })
    .toEqual([{ name: 'file_terms' }, { name: 'word_text_parts' }])
}, 90_000)

/** As the store has them, the oldest change first. */
async function inOrder(store: Store, files: readonly File[]): Promise<File[]> {
  const byId = new Map(files.map((file) => [file.id, file]))
  const found = await walked(store, criteriaOf({ contentTypes: [['*/*']] }), false)
  expect(found).toHaveLength(files.length)
  return found.map((id) => byId.get(id) ?? fileOf(-1))
}

async function walked(
  store: Store,
  criteria: BinaryCriteria,
  descending: boolean,
): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const sort = { by: 'lastUpdated', descending } as const
    const request = { count: 200, sort, ...(cursor !== undefined && { cursor }) }
    const page = await store.binaries.search('here', criteria, request)
    found.push(...page.versions.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== undefined)
  return found
}
