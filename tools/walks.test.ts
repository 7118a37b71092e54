import { readFile } from 'node:fs/promises'
import { dirname, join, normalize, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { layers } from './directions.ts'

/** The walks through the code that CONTRIBUTING.md lists must be ones: each file is joined to one before it by an import, or by a port. */
const root = resolve(import.meta.dirname, '..')
const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8')
const section = /\n## Three walks through the code\n([^]*?)\n## /.exec(text)?.[1] ?? ''
const walks = [...section.matchAll(/^\*\*(.+?)\*\*([^]*?)(?=^\*\*|$(?![^]))/gm)].map(
  ([, name = '', body = '']): [name: string, files: string[]] => [
    name,
    [...body.matchAll(/`((?:src|server)\/[\w./-]+)`/g)].map(([, path = '']) => path),
  ],
)

/** Half as many files as in the first version of the console. */
const AT_MOST = [21, 20, 16]

test('there are three', () => {
  expect(walks.map(([name]) => name)).toHaveLength(3)
})

test.each(walks)('%s', async (name, files) => {
  const at = walks.findIndex(([one]) => one === name)
  expect(files.length).toBeGreaterThan(5)
  expect(files.length).toBeLessThanOrEqual(AT_MOST[at] ?? 0)
  const imports = new Map<string, string[]>()
  for (const file of files)
    imports.set(file, importsOf(file, await readFile(join(root, file), 'utf8')))
  const apart = files.filter((file, index) => {
    const before = files.slice(0, index)
    const own = imports.get(file) ?? []
    const ports = own.filter((path) => dirname(path) === 'server/store')
    const joined = (one: string) => {
      const others = imports.get(one) ?? []
      return (
        others.includes(file) || own.includes(one) || ports.some((port) => others.includes(port))
      )
    }
    return index > 0 && !before.some(joined)
  })
  expect(apart).toEqual([])
})

function importsOf(file: string, source: string): string[] {
  return [...source.matchAll(/(?:from|import|URL)\b\s*\(?\s*'([.#][^']+)'/g)].map(
    ([, specifier = '']) => {
      if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier))
      const [layer = '', ...rest] = specifier.slice(1).split('/')
      return join(layers[layer]?.folder.replace('/*', '') ?? layer, ...rest)
    },
  )
}
