import { setTimeout as delay } from 'node:timers/promises'
import { formatBytes } from '#lib/format.ts'
import type { SharedStore } from '#server/store/open-store.ts'
import { type OpenedWordWork, openWordWork } from '#server/store/open-words.ts'
import type { Organization } from '#server/store/store.ts'
import type { WordCounts } from '#server/store/words.ts'
import { ReaderThread } from '#server/words/reader-thread.ts'
import { runIndexer } from '#server/words/run-indexer.ts'
import type { Command, Context, Input } from './command.ts'
import { JSON_LINES, Refused } from './command.ts'
import { table } from './table.ts'
import { findOrganization, withStore } from './with-store.ts'

export const indexCommand: Command = {
  name: 'index',
  summary: 'Tells how far the words inside files are indexed, or indexes them anew.',
  options: [
    { name: 'organization', value: 'id or slug', help: 'Only this organization.' },
    { name: 'rebuild', help: 'Reads all contents again, and waits until that is done.' },
    JSON_LINES,
  ],
  notes: [
    'It works while the server runs, which then does the reading. Stopped, it goes on at the next start.',
    'Contents that several files of an organization have count once.',
  ],
  run,
}

async function run(input: Input, context: Context): Promise<void> {
  if (!context.contentIndex)
    throw new Refused('The words inside files are not indexed: BINNACLE_CONTENT_INDEX is 0.')
  await withStore(context, async (store) => {
    const named = input.value('organization')
    const chosen = named === undefined ? undefined : await findOrganization(store, named)
    const organizations = chosen ? [chosen] : await store.organizations.list()
    if (input.has('rebuild')) {
      await store.words.rebuild(chosen ? { organizationId: chosen.id } : 'all')
      await indexAll(store, organizations, context)
    }
    await show(store, organizations, { context, json: input.has('json') })
  })
}

async function countsOf(store: SharedStore, { id }: Organization): Promise<WordCounts> {
  const state = await store.words.state(id)
  if (state.kind === 'off') throw new Refused('The words inside files are not indexed.')
  return state
}

/** Reads what is left, or waits until the server has. */
async function indexAll(
  store: SharedStore,
  organizations: Organization[],
  context: Context,
): Promise<void> {
  const work = await openWordWork(context.places)
  const end = new AbortController()
  const signal = AbortSignal.any([end.signal, context.signal])
  const told = tellProgress(store, organizations, { context, signal })
  try {
    if (work) {
      await readAll(work, signal)
      // Where several may read, another one may hold what is left, or have ended with it.
      while (!signal.aborted && (await pendingOf(store, organizations)) > 0) {
        await delay(LOOK, undefined, { signal }).catch(() => undefined)
        await readAll(work, signal)
      }
    } else {
      context.note('The server that is running reads them.')
      await told
    }
  } finally {
    end.abort()
    await told
    context.progress.end()
    await work?.close()
  }
  if (context.signal.aborted)
    throw new Refused('Stopped. What is left is read when the server runs, or the next time.')
}

async function readAll(work: OpenedWordWork, signal: AbortSignal): Promise<void> {
  const reader = new ReaderThread()
  try {
    await runIndexer(work, reader, { until: 'idle', signal })
  } finally {
    await reader.close()
  }
}

async function pendingOf(store: SharedStore, organizations: Organization[]): Promise<number> {
  const all = await Promise.all(organizations.map(({ id }) => store.words.pending(id)))
  return all.reduce<number>((sum, pending = 0) => sum + pending, 0)
}

/** Milliseconds between two looks. */
const LOOK = 250

/** @returns once nothing is left to be read, or the signal ends it */
async function tellProgress(
  store: SharedStore,
  organizations: Organization[],
  { context, signal }: { context: Context; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const all = await Promise.all(organizations.map((one) => countsOf(store, one)))
    const pending = all.reduce((sum, one) => sum + one.pending, 0)
    if (pending === 0) return
    const read = all.reduce((sum, one) => sum + one.indexed + one.wordless + one.unreadable, 0)
    context.progress.show(() => `${read} of ${read + pending} contents are read.`)
    await delay(LOOK, undefined, { signal }).catch(() => undefined)
  }
}

async function show(
  store: SharedStore,
  organizations: Organization[],
  { context, json }: { context: Context; json: boolean },
): Promise<void> {
  const rows: string[][] = []
  const reasons = new Map<string, number>()
  for (const organization of organizations) {
    const { kind: _, ...counts } = await countsOf(store, organization)
    if (json) context.out(JSON.stringify({ organization: organization.id, ...counts }))
    for (const { why, contents } of counts.reasons)
      reasons.set(why, (reasons.get(why) ?? 0) + contents)
    const { indexed, cut, pending, wordless, unreadable } = counts
    rows.push([organization.slug, ...[indexed, cut, pending, wordless, unreadable].map(String)])
  }
  if (json) return
  for (const line of table(HEADINGS, rows)) context.out(line)
  for (const [why, contents] of reasons) context.out(`Unreadable, ${contents}: ${why}`)
  context.out(`The index takes ${formatBytes(await store.words.bytes(), 'en')}.`)
}

const HEADINGS = ['ORGANIZATION', 'INDEXED', 'CUT', 'PENDING', 'WITHOUT WORDS', 'UNREADABLE']
