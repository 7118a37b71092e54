import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = resolve(import.meta.dirname, '..')

/**
 * Where Node keeps what it compiled of the servers and commands that tests start as processes of their own: over half of
 * a start goes into reading some hundred files of TypeScript. Each entry is good for one content of one file
 * (https://nodejs.org/api/module.html#module-compile-cache).
 */
export const COMPILE_CACHE = resolve(root, 'node_modules/.cache/compiled')

/** Others may have written there, too. */
const FILLED = resolve(COMPILE_CACHE, 'filled')

/** Before all tests: fills it, once. A process that is killed writes nothing into it. */
export function setup(): void {
  if (existsSync(FILLED)) return
  const loaded = ['server/run-server.ts', 'server/console/built-console.ts', 'server/admin.ts']
  const script = loaded
    .map((file) => `await import(${JSON.stringify(pathToFileURL(resolve(root, file)))})`)
    .join('\n')
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE }
  // `--help` is for the command, which says something then and does nothing.
  execFileSync(process.execPath, ['--input-type=module', '--eval', script, 'x', '--help'], {
    env,
    stdio: 'ignore',
  })
  writeFileSync(FILLED, '')
}
