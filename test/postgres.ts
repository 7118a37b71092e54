import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import { startCluster } from './postgres-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's PostgreSQL is, once a test has needed it. */
    postgresFolder: string
  }
}

/**
 * A schema of its own in a real PostgreSQL: the one that `BINNACLE_TEST_POSTGRES` names, or one that the first test to
 * need it starts for the whole run (`test/postgres-setup.ts` ends it).
 * @returns its address, as `BINNACLE_DATABASE` takes it; the schema is removed when the test ends
 */
export async function newSchema(): Promise<string> {
  const url = new URL(await serverUrl())
  const schema = `test_${randomBytes(8).toString('hex')}`
  url.searchParams.set('schema', schema)
  url.searchParams.set('pool', '6')
  onTestFinished(() => dropSchema(url))
  return url.href
}

async function dropSchema(address: URL): Promise<void> {
  const client = new Client({ connectionString: address.href })
  await client.connect()
  try {
    await client.query('set client_min_messages = warning')
    await client.query(`drop schema if exists ${address.searchParams.get('schema')} cascade`)
  } finally {
    await client.end()
  }
}

let known: Promise<string> | undefined

/** Of the PostgreSQL of the run, which is started where none was yet. */
export function serverUrl(): Promise<string> {
  const given = process.env['BINNACLE_TEST_POSTGRES']
  if (given !== undefined && given !== '') return Promise.resolve(given)
  return (known ??= sharedUrl(inject('postgresFolder')))
}

/** Of all test files that run at once, one starts it and the others wait. */
async function sharedUrl(folder: string): Promise<string> {
  const note = join(folder, 'url')
  try {
    await mkdir(join(folder, 'starting'))
  } catch {
    for (;;) {
      const text = await readFile(note, 'utf8').catch(() => '')
      if (text.endsWith('\n')) return JSON.parse(text).url as string
      await delay(50)
    }
  }
  const { url, pid } = await startCluster(folder, false)
  await writeFile(note, `${JSON.stringify({ url, pid })}\n`)
  return url
}
