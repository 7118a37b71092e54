import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-runtime-'))
  script = join(folder, 'script.mjs')
  const runtime = new URL('prepare-runtime.ts', import.meta.url).href
  await writeFile(
    script,
    `import { prepareRuntime } from '${runtime}'
     console.error('begun')
     prepareRuntime()
     const { pid, argv, execArgv, env } = process
     console.log(JSON.stringify({ pid, more: argv.slice(2), execArgv, arenas: env.MALLOC_ARENA_MAX }))`,
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Told {
  /** Of the process that was started, and of the one that told. */
  pids: [started: number | undefined, told: number]
  /** How often the script has begun. */
  begun: number
  more: string[]
  execArgv: string[]
  arenas?: string
}

async function run(env: NodeJS.ProcessEnv): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const args = ['--no-deprecation', script, 'one', '--two=2']
  const heard = (error: ExecFileException | null, out: string, err: string) => {
    if (error) return reject(error)
    const { pid, ...told } = JSON.parse(out) as Omit<Told, 'pids'> & { pid: number }
    resolve({ ...told, pids: [child.pid, pid], begun: err.trim().split('\n').length })
  }
  const child = execFile(process.execPath, args, { env }, heard)
  return promise
}

describe.runIf(process.platform === 'linux')('a process that is made ready', () => {
  test('begins anew as the same one, with all that it was given, to take memory from two arenas', async () => {
    const { pids, ...told } = await run({ PATH: process.env.PATH })
    expect(told).toStrictEqual({
      begun: 2,
      more: ['one', '--two=2'],
      execArgv: ['--no-deprecation'],
      arenas: '2',
    })
    expect(pids[1]).toBe(pids[0])
  })

  test('goes on as it is where somebody has chosen how many there are', async () => {
    const told = await run({ PATH: process.env.PATH, MALLOC_ARENA_MAX: '7' })
    expect(told).toMatchObject({ begun: 1, arenas: '7' })
  })
})
