import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
const out = '/tmp/libs/dist'
await build({ logLevel: 'warn', build: { outDir: out, emptyOutDir: true, sourcemap: 'hidden' } })
const manifest = JSON.parse(await readFile(out + '/.vite/manifest.json', 'utf8'))
const files = new Set<string>()
const collect = (n: string) => {
  const c = manifest[n]
  if (files.has(c.file)) return
  files.add(c.file)
  for (const i of c.imports ?? []) collect(i)
}
for (const e of ['index.html', ...process.argv.slice(2)]) collect(e)
const C = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const V = new Map([...C].map((c, i) => [c, i]))
const per = new Map<string, number>()
let total = 0
for (const f of files) {
  const code = await readFile(`${out}/${f}`, 'utf8')
  total += gzipSync(code, { level: 9 }).length
  const t = await readFile(`${out}/${f}.map`, 'utf8').catch(() => '')
  if (!t) {
    per.set('(rt) ' + f, code.length)
    continue
  }
  const map = JSON.parse(t)
  const lines = code.split('\n')
  let src = 0
  map.mappings.split(';').forEach((line: string, li: number) => {
    let col = 0
    let prevCol = 0
    let prevSrc = -1
    const add = (to: number) => {
      if (prevSrc >= 0) {
        const k = map.sources[prevSrc]
        per.set(k, (per.get(k) ?? 0) + to - prevCol)
      } else if (to > prevCol) per.set('(none) ' + f, (per.get('(none) ' + f) ?? 0) + to - prevCol)
    }
    for (const seg of line.split(',')) {
      if (!seg) continue
      const vals: number[] = []
      let shift = 0,
        value = 0
      for (const ch of seg) {
        const d = V.get(ch)!
        value += (d & 31) << shift
        if (d & 32) shift += 5
        else {
          vals.push(value & 1 ? -(value >> 1) : value >> 1)
          value = 0
          shift = 0
        }
      }
      col += vals[0]!
      add(col)
      prevCol = col
      if (vals.length > 1) {
        src += vals[1]!
        prevSrc = src
      } else prevSrc = -1
    }
    add(lines[li]?.length ?? 0)
  })
}
const groups = new Map<string, number>()
for (const [k, v] of per) {
  const m = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(k)
  const g = m ? m[1]! : k.replace(/^.*\/src\//, 'src/').replace(/^(src\/[^/]+\/[^/]+).*/, '$1')
  groups.set(g, (groups.get(g) ?? 0) + v)
}
console.log('gzip total', (total / 1024).toFixed(1))
for (const [g, v] of [...groups].sort((a, b) => b[1] - a[1]).slice(0, 60))
  console.log(String(v).padStart(8), g)
console.log('--- modules')
for (const [k, v] of [...per].sort((a, b) => b[1] - a[1]).slice(0, 130))
  console.log(
    String(v).padStart(8),
    k.replace(/^.*node_modules\//, 'nm/').replace(/^(\.\.\/)+/, ''),
  )
