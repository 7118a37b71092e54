import { readFile, readdir } from 'node:fs/promises'
import { dirname, join, normalize, resolve } from 'node:path'
import { layers } from './directions.ts'

/**
 * `npm run structure`: counts how the product's code is cut into files and holds the counts against their aims.
 * A file under 36 lines with a single importer is a fragment: a reader has to open both to understand either.
 * `--list` names the fragments. Ends with 1 where an aim is missed.
 */
const AIMS = { median: [80, 100], longest: 250, fragments: 60, perFolder: 15 } as const
const SMALL = 36

/** A source file of the product, tests left out. */
interface SourceFile {
  /** From the project's root. */
  path: string
  lines: number
  importers: Set<string>
}

const root = resolve(import.meta.dirname, '..')
const files = await readSources()
const all = [...files.values()]
const lengths = all.map(({ lines }) => lines).toSorted((a, b) => a - b)
const median = lengths[Math.floor(lengths.length / 2)] ?? 0
const longest = lengths.at(-1) ?? 0
const longestSheet = await longestStyleSheet()
const fragments = all.filter(({ lines, importers }) => lines < SMALL && importers.size === 1)
const crowded = Object.entries(Object.groupBy(all, ({ path }) => dirname(path)))
  .map(([folder, inside = []]) => ({ folder, count: inside.length }))
  .filter(({ count }) => count > AIMS.perFolder)

const report: [what: string, value: string | number, held: boolean][] = [
  ['source files', all.length, true],
  ['median of their lines', median, median >= AIMS.median[0] && median <= AIMS.median[1]],
  ['lines of the longest', longest, longest <= AIMS.longest],
  ['lines of the longest style sheet', longestSheet, longestSheet <= AIMS.longest],
  [`under ${SMALL} lines with one importer`, fragments.length, fragments.length <= AIMS.fragments],
  [
    `folders of over ${AIMS.perFolder} files`,
    crowded.map(({ folder, count }) => `${folder} (${count})`).join(', ') || 0,
    crowded.length === 0,
  ],
]
for (const [what, value, held] of report) console.log(`${held ? '✓' : '✗'} ${what}: ${value}`)
if (process.argv.includes('--list')) {
  for (const { path, lines, importers } of fragments)
    console.log(`  ${path} (${lines}) ← ${[...importers].join()}`)
}
process.exitCode = report.every(([, , held]) => held) ? 0 : 1

async function readSources(): Promise<Map<string, SourceFile>> {
  const found = new Map<string, SourceFile>()
  const texts = new Map<string, string>()
  for (const folder of ['src', 'server']) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (!/\.tsx?$/.test(name) || /\.test\.tsx?$/.test(name)) continue
      const path = join(folder, name)
      const text = await readFile(join(root, path), 'utf8')
      texts.set(path, text)
      found.set(path, { path, lines: text.trimEnd().split('\n').length, importers: new Set() })
    }
  }
  for (const [path, text] of texts) {
    for (const [, specifier = ''] of text.matchAll(/(?:from|import|URL)\b\s*\(?\s*'([.#][^']+)'/g))
      found.get(target(path, specifier))?.importers.add(path)
  }
  return found
}

async function longestStyleSheet(): Promise<number> {
  let lines = 0
  for (const name of await readdir(join(root, 'src'), { recursive: true })) {
    if (!name.endsWith('.css')) continue
    const text = await readFile(join(root, 'src', name), 'utf8')
    lines = Math.max(lines, text.trimEnd().split('\n').length)
  }
  return lines
}

/** The path from the root that a specifier in a file means. */
function target(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier))
  const [layer = '', ...rest] = specifier.slice(1).split('/')
  const folder = layers[layer]?.folder.replace('/*', '') ?? layer
  return join(folder, ...rest)
}
