import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { ENCODINGS } from './console-files.ts'

/**
 * Whether the build is there, compressed, and no older than what it is made of.
 * @param root of the repository
 */
export async function isBuilt(root: string): Promise<boolean> {
  return isFresh(root, join(root, 'dist', COMPRESSED))
}

/** Whether there is a whole build, whatever its age: copied files have other times. */
export function hasBuild(root: string): boolean {
  return existsSync(join(root, 'dist', COMPRESSED))
}

/** Whether the packages that build the console are installed; `npm ci --omit=dev` leaves them out. */
export function hasBuilder(): boolean {
  try {
    import.meta.resolve('vite')
    return true
  } catch {
    return false
  }
}

/** Builds the console if it is out of date, and compresses its files. It takes much memory: give it a process of its own. */
export async function buildConsole(root: string): Promise<void> {
  const folder = join(root, 'dist')
  if (!(await isFresh(root, join(folder, 'index.html')))) {
    const { build } = await import('vite')
    await build({ root, logLevel: 'warn' })
  }
  await compressAll(folder)
  await writeFile(join(folder, COMPRESSED), '')
}

/** Written last; a new build takes it away with all else. */
const COMPRESSED = '.compressed'

const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'tools/sandbox-page.ts',
  'tools/player-page.ts',
  'tools/bundle-script.ts',
  'package-lock.json',
]

async function isFresh(root: string, result: string): Promise<boolean> {
  if (!existsSync(result)) return false
  const built = (await stat(result)).mtimeMs
  for (const source of SOURCES) {
    if (await isNewer(join(root, source), built)) return false
  }
  return true
}

/** A folder's own time changes when something in it is removed. */
async function isNewer(path: string, built: number): Promise<boolean> {
  if (!existsSync(path)) return false
  const found = await stat(path)
  if (found.mtimeMs > built) return true
  if (!found.isDirectory()) return false
  for (const entry of await readdir(path, { recursive: true })) {
    if (/\.test\.tsx?$/.test(entry)) continue
    if ((await stat(join(path, entry))).mtimeMs > built) return true
  }
  return false
}

/** Compresses once at build time, as well as possible, so that no answer has to. */
export async function compressAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true })
  const due = entries.filter(
    (name) => COMPRESSIBLE.test(name) && !EDITED.has(name) && !name.startsWith('.'),
  )
  await Promise.all(due.map((name) => compress(join(folder, name))))
}

/** Generated for each answer, and what an operator may change in place. */
const EDITED = new Set(['index.html', 'config.json'])

const COMPRESSIBLE = /\.(css|html|js|mjs|json|svg|txt|wasm|ttf|ico)$/

async function compress(path: string): Promise<void> {
  const { mtimeMs } = await stat(path)
  const [br, gz] = [path + ENCODINGS.br, path + ENCODINGS.gzip]
  if ((await isNewer(br, mtimeMs)) && (await isNewer(gz, mtimeMs))) return
  const content = await readFile(path)
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(br, await promisify(brotliCompress)(content, { params: quality }))
  await writeFile(gz, await promisify(gzip)(content, { level: 9 }))
}
