import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/**
 * `npm run torture`: runs the suites that import `test/torture.ts` for far longer than `npm test` does.
 *
 * `npm run torture -- kills races` runs those whose path holds one of the words. `TORTURE` is the factor to the rounds of
 * `npm test` (20 unless given), `TORTURE_SEED` repeats what a failure printed.
 */
const root = resolve(import.meta.dirname, '..')
const words = process.argv.slice(2)
const suites: string[] = []
for (const folder of ['src', 'server', 'test', 'tools']) {
  for (const name of await readdir(join(root, folder), { recursive: true })) {
    const path = join(folder, name)
    if (
      !name.endsWith('.test.ts') ||
      !(words.length === 0 || words.some((word) => path.includes(word)))
    )
      continue
    if ((await readFile(join(root, path), 'utf8')).includes("from '#test/torture.ts'"))
      suites.push(path)
  }
}
if (suites.length === 0) {
  console.error(`No suite is called so: ${words.join(', ')}`)
  process.exit(1)
}
const env = { ...process.env, TORTURE: process.env['TORTURE'] ?? '20' }
const child = spawn('vitest', ['run', '--project', 'node', ...suites], {
  cwd: root,
  env,
  stdio: 'inherit',
})
child.on('error', ({ message }) => console.error(message))
child.on('close', (code) => void (process.exitCode = code ?? 1))
