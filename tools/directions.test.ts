import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layers } from './directions.ts'

/** Plants violations of the directions in an empty tree with the project's own linter settings: each must be found. */
const root = resolve(import.meta.dirname, '..')
const settings = [
  'oxlint.config.ts',
  'tools/directions.ts',
  'package.json',
  'tsconfig.json',
  'src/compiler-options.json',
  'src/kernel.tsconfig.json',
  'src/tsconfig.json',
  'server/tsconfig.json',
  'e2e/tsconfig.json',
]
let tree = ''

/** What is planted, by its path: each in a file of its own, so that the linter is started once for all of them. */
const plants = new Map<string, string>()
/** The rules that the linter found broken in each. */
const broken = new Map<string, string[]>()

/** @param file whose name gets a number. @returns its path */
function plant(file: string, text: string): string {
  const path = file.replace('planted', `planted-${plants.size + 1}`)
  plants.set(path, text)
  return path
}

function plantImport([file, imported]: [file: string, imported: string]) {
  const text = `import { x } from '${imported}'\nexport const y = x\n`
  return { file, imported, path: plant(file, text) }
}

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'binnacle-directions-'))
  for (const file of settings) await cp(join(root, file), join(tree, file), { recursive: true })
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'))
  for (const [path, text] of plants) await write(path, text)
  const found = JSON.parse(await lint('--format=json', ...plants.keys())) as {
    number_of_files: number
    diagnostics: { code: string; filename: string }[]
  }
  expect(found.number_of_files).toBe(plants.size)
  for (const { code, filename } of found.diagnostics)
    broken.set(filename, [...(broken.get(filename) ?? []), code])
})
afterAll(() => rm(tree, { recursive: true, force: true }))

const planted: [file: string, imported: string][] = [
  ['src/lib/planted.ts', '#fhir/ids.ts'],
  ['src/lib/planted.ts', '../fhir/ids.ts'],
  ['src/fhir/planted.ts', '#api/client.ts'],
  ['src/fhir/planted.ts', 'react'],
  ['src/sandbox/planted.ts', '#ui/cx.ts'],
  ['src/sandbox/planted.ts', 'react'],
  ['src/app/planted.ts', '#sandbox/protocol.ts'],
  ['src/player/planted.ts', '#api/api.ts'],
  ['src/app/planted.ts', '#player/protocol.ts'],
  ['src/ui/planted.ts', '#fhir/ids.ts'],
  ['src/ui/planted.ts', '#api/client.ts'],
  ['src/formats/planted.ts', '#api/transport/client.ts'],
  ['src/formats/text/planted.ts', '#ui/cx.ts'],
  ['src/formats/text/planted.ts', '../../fhir/ids.ts'],
  ['src/site/planted.ts', '#api/api.ts'],
  ['src/api/planted.ts', '#features/upload/queue.ts'],
  ['src/api/transport/planted.ts', '#site/paths.ts'],
  ['src/api/transport/planted.ts', '../../fhir/ids.ts'],
  ['src/features/history/planted.ts', '#api/keys.ts'],
  ['src/features/history/planted.ts', '#test/test-server.ts'],
  ['src/app/pages/planted.ts', '#api/keys.ts'],
  ['server/planted.ts', '#tools/structure.ts'],
  ['src/features/history/planted.ts', '#features/upload/queue.ts'],
  ['src/features/history/planted.ts', '../upload/queue.ts'],
  ['src/features/preview/pdf/planted.ts', '../../upload/queue.ts'],
  ['src/features/history/planted.ts', '#app/routes.tsx'],
  ['src/app/planted.ts', '#server/app.ts'],
  ['src/app/pages/planted.ts', 'node:fs'],
  ['server/planted.ts', '#api/client.ts'],
  ['server/planted.ts', '../src/api/client.ts'],
  ['server/routes/planted.ts', '#ui/Button.tsx'],
  ['server/store/planted.ts', '#server/http/errors.ts'],
  ['server/store/planted.ts', '#server/routes/deps.ts'],
  ['server/store/sqlite/planted.ts', '#server/binaries/outcomes.ts'],
  ['server/store/folder/planted.ts', '#server/auth/authenticate.ts'],
  ['server/store/sqlite/planted.ts', '../../http/errors.ts'],
  ['server/store/planted.ts', 'fastify'],
  ['server/store/s3/planted.ts', 'node:http'],
  ['server/store/s3/wire/planted.ts', '#server/http/errors.ts'],
  ['server/store/planted.ts', '#tools/structure.ts'],
  ['server/binaries/planted.ts', '#server/http/errors.ts'],
  ['server/binaries/planted.ts', '#server/routes/deps.ts'],
  ['server/binaries/planted.ts', '#server/store/sqlite/database.ts'],
  ['server/binaries/planted.ts', '../http/errors.ts'],
  ['server/binaries/planted.ts', 'fastify'],
  ['server/binaries/planted.ts', 'node:http'],
  ['server/auth/planted.ts', '#server/http/errors.ts'],
  ['server/http/planted.ts', '#server/routes/deps.ts'],
  ['server/http/answer/planted.ts', '#server/console/pages.ts'],
  ['server/http/answer/planted.ts', '../../routes/deps.ts'],
  ['server/routes/planted.ts', '#server/console/pages.ts'],
  ['server/routes/planted.ts', '#server/store/folder/folder-contents.ts'],
  ['server/console/planted.ts', '#server/routes/deps.ts'],
  ['server/console/planted.ts', '#server/store/store.ts'],
  ['server/admin/planted.ts', '#server/http/errors.ts'],
  ['server/demo/planted.ts', '#server/app.ts'],
  ['server/demo/planted.ts', 'react'],
]

test.each(planted.map(plantImport))('$file may not import $imported', ({ path }) => {
  expect(broken.get(path)).toContain('eslint(no-restricted-imports)')
})

const QUERY = 'export const query = (text: string) => new URLSearchParams(text)\n'
test.each([
  { path: plant('server/binaries/planted.ts', QUERY), knowsNone: true },
  { path: plant('server/store/sqlite/planted.ts', QUERY), knowsNone: true },
  { path: plant('server/http/request/planted.ts', QUERY), knowsNone: false },
  { path: plant('server/routes/planted.ts', QUERY), knowsNone: false },
])('$path knows no query of an address: $knowsNone', ({ path, knowsNone }) => {
  const rules = broken.get(path) ?? []
  expect(rules.includes('eslint(no-restricted-globals)')).toBe(knowsNone)
})

const allowed: [file: string, imported: string][] = [
  ['src/fhir/planted.ts', '#lib/assert-never.ts'],
  ['src/features/preview/pdf/planted.ts', '../registry.ts'],
  ['src/features/preview/planted.ts', '#api/transport/client.ts'],
  ['src/features/upload/queue/planted.ts', '../dialog/draft.ts'],
  ['src/api/transport/planted.ts', '../keys.ts'],
  ['server/store/s3/wire/planted.ts', 'node:http'],
  ['src/formats/text/planted.ts', '../kinds.ts'],
  ['server/routes/planted.ts', '#fhir/ids.ts'],
  ['server/planted.ts', 'node:fs'],
  ['server/planted.ts', '#server/store/open-store.ts'],
  ['server/binaries/planted.ts', '#server/store/binaries.ts'],
  ['server/store/sqlite/planted.ts', '../errors.ts'],
  ['server/http/answer/planted.ts', '../errors.ts'],
  ['server/http/answer/planted.ts', '#server/binaries/outcomes.ts'],
  ['server/routes/planted.ts', '#server/config.ts'],
  ['server/console/planted.ts', '#server/http/errors.ts'],
]

test.each(allowed.map(plantImport))('$file may import $imported', ({ path }) => {
  expect(broken.get(path) ?? []).not.toContain('eslint(no-restricted-imports)')
})

test('an import cycle of types alone is found', async () => {
  await write('src/lib/one.ts', "import type { Two } from './two.ts'\nexport type One = Two[]\n")
  await write('src/lib/two.ts', "import type { One } from './one.ts'\nexport type Two = One[]\n")
  expect(await lint('src/lib/two.ts')).toContain('no-cycle')
})

test('an import cycle is found', async () => {
  await write('src/lib/one.ts', "import { two } from './two.ts'\nexport const one = () => two\n")
  await write('src/lib/two.ts', "import { one } from './one.ts'\nexport const two = () => one\n")
  expect(await lint('src/lib/two.ts')).toContain('no-cycle')
})

test('no dynamic import crosses from one feature to another, or up', async () => {
  const found: string[] = []
  const src = join(root, 'src')
  for (const file of (await readdir(src, { recursive: true })).filter(isSource)) {
    const [layer = '', feature] = file.split('/')
    const text = await readFile(join(src, file), 'utf8')
    for (const [, target = ''] of text.matchAll(/import\(\s*'#([^']+)'/g)) {
      if (!mayImport(layer, target)) found.push(`${layer}/${feature ?? ''} → ${target} (${file})`)
    }
  }
  expect(found).toEqual([])
})

const isSource = (file: string) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file)

function mayImport(layer: string, target: string): boolean {
  if (layer === 'main.tsx') return true
  return layers[layer]?.below.includes(target.split('/')[0] ?? '') ?? false
}

/** @returns what the linter says on its standard output, whatever it has found */
async function lint(...args: string[]): Promise<string> {
  const oxlint = join(root, 'node_modules/.bin/oxlint')
  try {
    return (await promisify(execFile)(process.execPath, [oxlint, ...args], { cwd: tree })).stdout
  } catch (error) {
    return String((error as { stdout: unknown }).stdout)
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true })
  await writeFile(join(tree, file), text)
}
