import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { startCluster } from '#test/postgres-cluster.ts'
import { fillPostgres } from './fill-postgres.ts'
import { progress, textsAmong } from './texts.ts'

/** What `npm run bench` was told, as far as it is about filled stores. */
export interface EngineOptions {
  quick: boolean
  /** A million versions. */
  full: boolean
  /** A folder that keeps what was filled, and has it when it was filled before. */
  data?: string
  /** Whether nothing is measured. */
  fillOnly?: boolean
}

/** The same server on one of the databases that it can keep its versions in. */
interface Engine {
  name: string
  /** The server's data folder. */
  folder: string
  /** Its settings besides. */
  env: Record<string, string>
}

/** Both engines with the same in them. */
export interface FilledEngines {
  engines: Engine[]
  /** Versions of each. */
  size: number
  /** PostgreSQL's own process. */
  database: number
  /** Stops the database, and takes away what is not kept. */
  close: () => Promise<void>
}

/** The database has an eighth of a small machine's memory, and writes its log for longer than its default is. */
const SETTINGS = ['shared_buffers=1GB', 'max_wal_size=4GB']

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** @throws Error when the folder that is to be kept was filled with another number of versions */
export async function openEngines({ quick, full, data }: EngineOptions): Promise<FilledEngines> {
  const base =
    data === undefined ? await mkdtemp(join(tmpdir(), 'binnacle-engines-')) : resolve(data)
  await mkdir(base, { recursive: true })
  // Of its own where it is made for this alone: the database belongs to another user.
  const clusterFolder =
    data === undefined ? await mkdtemp(join(tmpdir(), 'binnacle-engine-')) : join(base, 'postgres')
  const cluster = await startCluster(clusterFolder, true, SETTINGS)
  // It would outlive whoever breaks this off, and keep its folder to itself.
  const breakOff = () => void cluster.stop('fast').then(() => process.exit(1))
  for (const signal of SIGNALS) process.once(signal, breakOff)
  const close = async () => {
    for (const signal of SIGNALS) process.removeListener(signal, breakOff)
    await cluster.stop('fast')
    if (data === undefined)
      for (const folder of [base, clusterFolder]) await rm(folder, { recursive: true, force: true })
  }
  try {
    const url = `${cluster.url}?schema=bench`
    const wanted = full ? 1_000_000 : quick ? 2000 : 20_000
    const size = await fillOnce(base, url, wanted)
    // The contents are not there, so that nobody is to look for them.
    const env = { BINNACLE_CHECK_HOURS: '0' }
    const engines = [
      { name: 'SQLite', folder: join(base, 'sqlite'), env },
      {
        name: 'PostgreSQL',
        folder: join(base, 'contents'),
        env: { ...env, BINNACLE_DATABASE: url },
      },
    ]
    return { engines, size, database: cluster.pid, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Fills both at once, unless that was done. @returns how many versions there are */
async function fillOnce(base: string, url: string, wanted: number): Promise<number> {
  const note = join(base, 'filled.json')
  const { size = wanted, isFilled = false } = existsSync(note)
    ? (JSON.parse(await readFile(note, 'utf8')) as { size: number; isFilled: boolean })
    : {}
  if (isFilled) return size
  if (size !== wanted)
    throw new Error(`${base} is being filled with ${size} versions, not ${wanted}.`)
  await writeFile(note, JSON.stringify({ size, isFilled: false }))
  const script = new URL('./fill-sqlite.ts', import.meta.url)
  const folder = join(base, 'sqlite')
  const worker = new Worker(script, { workerData: { folder, size } })
  const told = progress('PostgreSQL')
  const places = { folder: join(base, 'contents'), database: { kind: 'postgres' as const, url } }
  try {
    await Promise.all([
      once(worker, 'exit'),
      fillPostgres(places, size, told('versions', size), told('texts', textsAmong(size))),
    ])
  } finally {
    await worker.terminate()
  }
  await writeFile(note, JSON.stringify({ size, isFilled: true }))
  return size
}
