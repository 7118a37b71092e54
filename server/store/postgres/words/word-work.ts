import { randomUUID } from 'node:crypto'
import { fileName } from '#fhir/binary/binary.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { BinaryFields } from '../../binaries.ts'
import { indexedText } from '../../rows/find/letters.ts'
import { STATE } from '../../rows/word-states.ts'
import type { WordResult, WordTask, WordWork } from '../../words.ts'
import { openGenerations } from '../contents/generations.ts'
import type { Database } from '../database.ts'
import { finishAnew } from './word-index.ts'
import { stored } from './word-stream.ts'

/** How often reading a content may end the process before it is given up. */
const MOST_ATTEMPTS = 5
/** Milliseconds for which a content is held by whoever reads it, and after which that is said again. */
const HELD = 20_000
const AGAIN = 5000

/**
 * The making of the index, by any number of servers at once: each content is held by one of them, until it is read or that
 * server has been silent for too long.
 * @param database closed with it
 * @param skew milliseconds by which the engine's clock is taken to be ahead at this moment, for tests
 */
export function openPostgresWordWork(database: Database, skew = () => 0): WordWork {
  const holder = randomUUID()
  const held = new Set<number>()
  const holding = setInterval(() => {
    // What it fails for, the next step tells.
    if (held.size > 0)
      void database.run(HOLD_ON, holder, HELD, skew(), [...held]).catch(() => undefined)
  }, AGAIN)
  holding.unref()
  return {
    poll: 1000,
    generationOf: openGenerations(database),
    // Commits note what comes and take away what goes.
    follow: async () => false,
    forget: async () => false,
    tidy: async () => false,
    hasNews: async () => false,

    async next() {
      const task = await nextTask(database, holder, skew)
      if (task) held.add(task.key)
      return task
    },

    async keep(task, result) {
      await keep(database, task, result)
      held.delete(task.key)
    },

    async putBack({ key }) {
      held.delete(key)
      await database.run(LET_GO, key, holder)
    },

    async rest() {
      // What was added waits in lists that each search looks through.
      await database.run(
        `select gin_clean_pending_list('word_text_parts'), gin_clean_pending_list('file_terms')`,
      )
    },

    async close() {
      clearInterval(holding)
      try {
        await database.run(
          'update word_content set holder = null, held_until = null where holder = $1',
          holder,
        )
      } catch {
        // It was the end of its connection that ended the work: what it held is free later.
      }
      await database.close()
    },
  }
}

const GIVEN_UP: WordResult = {
  kind: 'unreadable',
  why: 'Reading it ended the server several times.',
}

interface TaskRow {
  key: number
  organization: number
  sha256: string
  attempts: number
  /** Of a Binary that has it; none where it goes at this moment. */
  fields: string | null
  size: number | null
}

/** Takes a content for this holder. Those on which reading has failed too often are given up on the way. */
async function nextTask(
  database: Database,
  holder: string,
  skew: () => number,
): Promise<WordTask | undefined> {
  for (;;) {
    const row = await database.transaction(
      (taking) => taking.one<TaskRow>(TAKE, holder, HELD, skew()),
      SOON,
    )
    if (!row) {
      if (await finishAnew(database)) continue
      return undefined
    }
    if (row.fields === null) {
      await database.run(LET_GO, row.key, holder)
      return undefined
    }
    const task = taskOf(row)
    if (row.attempts <= MOST_ATTEMPTS) return task
    await keep(database, task, GIVEN_UP)
  }
}

function taskOf({ key, organization, sha256, fields, size }: TaskRow): WordTask {
  const binary = parseExactly(fields ?? '{}') as BinaryFields
  const { contentType = '' } = binary
  return { key, owner: organization, sha256, size: size ?? 0, contentType, name: fileName(binary) }
}

async function keep(database: Database, task: WordTask, result: WordResult): Promise<void> {
  const { key } = task
  const sha256 = Buffer.from(task.sha256, 'hex')
  const state = stateOf(result)
  const why = result.kind === 'unreadable' ? result.why.slice(0, 200) : null
  const text = result.kind === 'indexed' ? stored(indexedText(result.text)) : null
  await database.transaction((keeping) => keeping.run(KEEP, key, sha256, state, why, text), SOON)
}

function stateOf(result: WordResult): number {
  switch (result.kind) {
    case 'indexed':
      return result.isWhole ? STATE.whole : STATE.cut
    case 'wordless':
      return STATE.wordless
    case 'unreadable':
      return STATE.unreadable
  }
}

/** What a crash of the engine takes back is read again: nothing waits for the disk. */
const SOON = 'set local synchronous_commit = off'

/** By their keys: there is no index of holders. */
const HOLD_ON = `
update word_content set held_until = now_ms($3) + $2 where key = any ($4::bigint[]) and holder = $1`

const LET_GO = `
update word_content set holder = null, held_until = null, attempts = greatest(0, attempts - 1)
where key = $1 and holder = $2`

const TAKE = `
with taken as (
  update word_content
  set holder = $1, held_until = now_ms($3) + $2, attempts = attempts + 1
  where key = (
    select key from word_content where state = ${STATE.waiting} and (held_until is null or held_until < now_ms($3))
    order by attempts, key limit 1 for update skip locked)
  returning key, organization, sha256, attempts
)
select taken.key, taken.organization, taken.attempts, encode(taken.sha256, 'hex') as sha256, file.fields, file.size
from taken left join lateral (
  select version.fields, version.size from version
  where version.organization = taken.organization and version.sha256 = taken.sha256
    and version.superseded is null and version.sha256 is not null
  limit 1) as file on true`

/** The row that it locks is not taken away before its text is there, and then with it. */
const KEEP = `
with kept as (
  update word_content
  set state = $3, why = $4, attempts = 0, holder = null, held_until = null
  where key = $1 and sha256 = $2
  returning key, organization
), gone as (
  delete from word_text using kept where word_text.content = kept.key and $5::text is null
)
insert into word_text (content, organization, text)
select key, organization, $5::text from kept where $5::text is not null
on conflict (content) do update set text = excluded.text`
