import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startCluster } from '#test/postgres-cluster.ts'
import { indexTexts } from '../fill-words.ts'
import { fillVersions } from '../fill.ts'
import { timed } from '../measure.ts'
import { duration } from '../table.ts'
import { fillPostgres } from './fill-postgres.ts'

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
  /** Stops the database, and takes away what is not kept. */
  close: () => Promise<void>
}

/** Of each text. */
const LETTERS = 300

/** The database has an eighth of a small machine's memory, and writes its log for longer than its default is. */
const SETTINGS = ['shared_buffers=1GB', 'max_wal_size=4GB']

/** Contents whose words are in the index: each Binary of `fillVersions` has one. */
export function textsAmong(size: number): number {
  return Math.floor(size / 5) * 3
}

/** Numbers the Binaries of `fillVersions` by their current versions, but for the busy one. */
function textOf(index: number): number {
  return Math.floor(index / 5) * 3 + Math.max(0, (index % 5) - 2)
}

/** @throws Error when the folder that is to be kept was filled with another number of versions */
export async function openEngines({ quick, full, data }: EngineOptions): Promise<FilledEngines> {
  const base =
    data === undefined ? await mkdtemp(join(tmpdir(), 'binnacle-engines-')) : resolve(data)
  await mkdir(base, { recursive: true })
  // Of its own where it is made for this alone: the database belongs to another user.
  const clusterFolder =
    data === undefined ? await mkdtemp(join(tmpdir(), 'binnacle-engine-')) : join(base, 'postgres')
  const cluster = await startCluster(clusterFolder, true, SETTINGS)
  const close = async () => {
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
    return { engines, size, close }
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
  const texts = textsAmong(size)
  await Promise.all([
    filling('SQLite', async (told) => {
      await fillVersions(join(base, 'sqlite'), size, told('versions', size))
      const every = { letters: LETTERS, textOf, told: told('texts', texts) }
      await indexTexts(join(base, 'sqlite'), every)
    }),
    filling('PostgreSQL', async (told) => {
      const places = {
        folder: join(base, 'contents'),
        database: { kind: 'postgres' as const, url },
      }
      const both = { versions: told('versions', size), texts: told('texts', texts) }
      await fillPostgres(places, size, { letters: LETTERS, textOf, told: both })
    }),
  ])
  await writeFile(note, JSON.stringify({ size, isFilled: true }))
  return size
}

/** A line for each twentieth that is there. */
async function filling(
  name: string,
  fill: (told: (what: string, of: number) => (filled: number) => void) => Promise<void>,
): Promise<void> {
  const started = performance.now()
  const spent = await timed(() =>
    fill((what, of) => {
      let next = 0
      return (filled) => {
        if (filled < next) return
        next = filled + of / 20
        const figures = [filled, of].map((figure) => figure.toLocaleString('en')).join(' of ')
        console.log(`${name}: ${figures} ${what} after ${duration(performance.now() - started)}`)
      }
    }),
  )
  console.log(`${name}: filled in ${duration(spent)}`)
}
