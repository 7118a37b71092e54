import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { newSchema } from '#test/postgres.ts'
import { describeStore } from './contract/store.ts'
import { openStore } from './open-store.ts'

async function openNew() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-store-'))
  const url = await newSchema()
  onTestFinished(() => rm(folder, { recursive: true }))
  return openStore({ folder, database: { kind: 'postgres', url } })
}
describeStore('PostgreSQL and a folder', openNew, 0.2)
