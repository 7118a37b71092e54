import { readFile, readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** Documents that fail when they are wrong: every command and path that they name is held against the tree. */
const root = resolve(import.meta.dirname, '..')
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir(import.meta.dirname, { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

test.each(documents)('%s names only scripts that package.json has', async (name) => {
  const text = await readFile(join(root, name), 'utf8')
  const named = [...text.matchAll(/npm (?:run )?([a-z][a-z0-9:-]*)/g)].map(
    ([, script = '']) => script,
  )
  const unknown = named.filter(
    (script) => !['ci', 'install'].includes(script) && !(script in scripts),
  )
  expect(unknown).toEqual([])
})

test.each(documents)('%s links only to files that exist', async (name) => {
  const text = await readFile(join(root, name), 'utf8')
  const links = [
    ...text.matchAll(
      /\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)|src(?:set)?="(?!https?:)([^"]+)"/g,
    ),
  ]
  for (const [, markdown, image] of links) {
    const target = resolve(dirname(join(root, name)), markdown ?? image ?? '')
    await expect(stat(target), `${name} → ${target}`).resolves.toBeDefined()
  }
})

test.each(documents)('%s names only paths that exist', async (name) => {
  const text = await readFile(join(root, name), 'utf8')
  const paths = [
    ...text.matchAll(/`((?:src|server|e2e|test|tools|bench|docs|deploy|public|\.ci)\/[\w./-]*)`/g),
  ]
  for (const [, path = ''] of paths) {
    await expect(stat(join(root, path)), `${name} → ${path}`).resolves.toBeDefined()
  }
})

test.each(documents)('%s names only environment variables that the code reads', async (name) => {
  const text = await readFile(join(root, name), 'utf8')
  const named = new Set([...text.matchAll(/\bBINNACLE_[A-Z_]+\b/g)].map(([variable]) => variable))
  const code = await Promise.all(
    (await readdir(join(root, 'server'), { recursive: true }))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFile(join(root, 'server', file), 'utf8')),
  )
  for (const file of ['test/chromium.ts', 'test/postgres.ts'])
    code.push(await readFile(join(root, file), 'utf8'))
  // What may come from a file is read by another name; that of settings is held against their document.
  const unread = [...named]
    .map((variable) => variable.replace(/_FILE$/, ''))
    .filter((variable) => !code.some((source) => source.includes(variable)))
  expect(unread).toEqual([])
})
