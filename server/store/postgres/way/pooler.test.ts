import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { startPgBouncer } from '#test/pgbouncer.ts'
import { newSchema, serverUrl } from '#test/postgres.ts'
import { StoreUnavailable } from '../../errors.ts'
import { openStore } from '../../open-store.ts'

async function open(url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-pooler-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const store = await openStore({ folder, database: { kind: 'postgres', url } })
  await store.close()
}

async function onEngine(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: await serverUrl() })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const SWALLOWS =
  'ignore_startup_parameters = options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout'

const NOT_PASSED_ON = 'does not pass on what a connection is asked'
const GIVEN_TO_OTHERS = 'to others after each transaction'

test.each([
  ['session', [], NOT_PASSED_ON],
  ['session', [SWALLOWS], NOT_PASSED_ON],
  ['transaction', [], NOT_PASSED_ON],
  ['transaction', [SWALLOWS], GIVEN_TO_OTHERS],
])(
  'a pooler by %s that passes no settings on (%s) is refused, and nothing is written by it',
  async (mode, more, why) => {
    const engine = await newSchema()
    const url = await startPgBouncer(engine, [`pool_mode = ${mode}`, ...more])
    const opening = open(url)
    await expect(opening).rejects.toThrow(StoreUnavailable)
    await expect(opening).rejects.toThrow(why)
    await open(engine)
  },
)

test('a pooler by transaction is refused even where the role has all settings, and one by session is not', async () => {
  const engine = new URL(await newSchema())
  const role = `pooled_${randomBytes(6).toString('hex')}`
  const schema = engine.searchParams.get('schema')
  await onEngine(
    `create role ${role} login superuser`,
    ...[`search_path = ${schema}`, 'plan_cache_mode = force_custom_plan'].map(
      (setting) => `alter role ${role} set ${setting}`,
    ),
  )
  engine.username = role
  onTestFinished(() => onEngine(`reassign owned by ${role} to current_user`, `drop role ${role}`))
  const byTransaction = await startPgBouncer(engine.href, ['pool_mode = transaction', SWALLOWS])
  for (const _ of [1, 2]) await expect(open(byTransaction)).rejects.toThrow(GIVEN_TO_OTHERS)
  const bySession = await startPgBouncer(engine.href, ['pool_mode = session', SWALLOWS])
  for (const _ of [1, 2]) await open(bySession)
})
