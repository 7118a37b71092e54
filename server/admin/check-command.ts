import { formatBytes } from '#lib/format.ts'
import { runCheck } from '#server/check/run-check.ts'
import type { CheckState, FaultyVersion } from '#server/store/check/check.ts'
import type { SharedStore } from '#server/store/open-store.ts'
import { lowerPriority } from '#server/words/low-priority.ts'
import type { Command, Context, Input } from './command.ts'
import { JSON_LINES, Refused } from './command.ts'
import { table } from './table.ts'
import { withStore } from './with-store.ts'

export const checkCommand: Command = {
  name: 'check',
  summary: 'Reads all stored content and tells what is damaged, missing or unneeded.',
  options: [
    { name: 'restart', help: 'Begins anew, not where a check was broken off.' },
    { name: 'last', help: 'Tells what is known by now, without reading anything.' },
    JSON_LINES,
  ],
  notes: [
    'It works while the server runs, and goes on where the server’s own check is; stopped, the next one goes on with it.',
    'Uploading the same bytes again repairs what is damaged or missing. The exit code is 1 where something is.',
  ],
  run,
}

async function run(input: Input, context: Context): Promise<void> {
  await withStore(context, async (store) => {
    if (!input.has('last')) await check(store, input, context)
    const state = await store.check.state()
    await show(store, state, { context, json: input.has('json') })
    const faults = state.damaged + state.missing
    const database = state.last?.database
    if (faults > 0 || database !== undefined)
      throw new Refused(
        faults > 0
          ? 'Some content is damaged or missing: upload the same files again, or restore a backup.'
          : 'The database is damaged: restore a backup.',
      )
  })
}

async function check(store: SharedStore, input: Input, context: Context): Promise<void> {
  const { places, note, progress, signal } = context
  let isTold = false
  const timer = setInterval(() => {
    void store.check.state().then(({ current }) => {
      if (current)
        progress.show(() => `${counted(current.contents, 'content')} read, ${size(current.bytes)}.`)
    })
  }, LOOK)
  try {
    lowerPriority()
    const isOver = await runCheck({
      places,
      restart: input.has('restart'),
      signal,
      onWait: () => {
        if (!isTold) note('Another check is at it: this one goes on as soon as that lets it.')
        isTold = true
      },
    })
    if (!isOver) throw new Refused('Stopped. The next check goes on from here.')
  } finally {
    clearInterval(timer)
    progress.end()
  }
}

/** Milliseconds between two looks at how far it is. */
const LOOK = 1000

async function show(
  store: SharedStore,
  state: CheckState,
  { context: { out }, json }: { context: Context; json: boolean },
): Promise<void> {
  const rows: string[][] = []
  for (const { id, slug } of await store.organizations.list()) {
    const { versions, more } = await store.check.ofOrganization(id, MOST)
    for (const version of versions) {
      if (json) out(JSON.stringify({ organization: id, ...version }))
      rows.push(rowOf(slug, version))
    }
    if (more) rows.push([slug, '… and more'])
  }
  if (json) return out(JSON.stringify(state))
  if (rows.length > 0) for (const line of table(HEADINGS, rows)) out(line)
  for (const line of summary(state)) out(line)
}

/** Versions of an organization that are listed. */
const MOST = 10_000

const HEADINGS = ['ORGANIZATION', 'BINARY', 'VERSION', 'CONTENT IS', 'SINCE', 'SHA-256']

function rowOf(slug: string, version: FaultyVersion): string[] {
  const { id, versionId, current, fault, noticed, sha256 } = version
  return [slug, id, `${versionId}${current ? ' (current)' : ''}`, fault, noticed, sha256]
}

function summary({ last, damaged, missing }: CheckState): string[] {
  if (!last) return ['No check has come to its end yet.']
  const { contents, bytes, unneeded, started, finished, database } = last
  return [
    `${counted(contents, 'content')}, ${size(bytes)}, read from ${started} to ${finished}.`,
    `${damaged} damaged, ${missing} missing.`,
    unneeded.contents === 0
      ? 'Nothing is unneeded.'
      : `${counted(unneeded.contents, 'file')} unneeded, ${size(unneeded.bytes)}: npm run admin -- collect removes them.`,
    ...(database === undefined ? [] : [`The database is damaged: ${database}`]),
  ]
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function size(bytes: number): string {
  return formatBytes(bytes, 'en')
}
