import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

/**
 * `npm run size`: what a browser loads before the grid of Binaries shows, gzipped. Fails over budget.
 * The entry and the page's own chunk count, with all that they import statically; what loads when needed does not.
 */
const dist = resolve(import.meta.dirname, '../dist')
const firstLoad = ['index.html', 'src/app/pages/BinariesPage.tsx']
/** KiB, gzipped at level 9. */
const budget = { js: 200, css: 15 }

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
  assets?: string[]
}

const manifest = JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>
const files = new Set<string>()
for (const entry of firstLoad) collect(entry)

const rows = await Promise.all(
  [...files].map(async (file) => ({
    file,
    size: gzipSync(await readFile(join(dist, file)), { level: 9 }).length,
  })),
)
const totals = { js: 0, css: 0 }
for (const { file, size } of rows.sort((a, b) => b.size - a.size)) {
  totals[file.endsWith('.css') ? 'css' : 'js'] += size
  console.log(`${kib(size).padStart(10)}  ${file}`)
}
for (const kind of ['js', 'css'] as const) {
  const over = totals[kind] > budget[kind] * 1024
  console.log(`${kind}: ${kib(totals[kind])} of ${budget[kind]} KiB${over ? ': over budget' : ''}`)
  if (over) process.exitCode = 1
}

function collect(name: string): void {
  const chunk = manifest[name]
  if (chunk === undefined) throw new Error(`The build has no ${name}; run \`npm run build\` first.`)
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const imported of chunk.imports ?? []) collect(imported)
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}
