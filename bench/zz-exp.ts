import { readFile, readdir } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build, type InlineConfig } from 'vite'
const out = '/tmp/libs/dist2'
async function run(name: string, b: InlineConfig['build']) {
  await build({ logLevel: 'error', build: { outDir: out, emptyOutDir: true, ...b } })
  const manifest = JSON.parse(await readFile(out + '/.vite/manifest.json', 'utf8'))
  const files = new Set<string>()
  const collect = (n: string) => {
    const c = manifest[n]
    if (!c || files.has(c.file)) return
    files.add(c.file)
    for (const i of c.imports ?? []) collect(i)
  }
  for (const e of [
    'index.html',
    'src/app/pages/BinariesPage.tsx',
    'src/app/pages/OrganizationsPage.tsx',
    'src/app/pages/ConnectPage.tsx',
  ])
    collect(e)
  let t = 0
  const rows: string[] = []
  for (const f of files) {
    const g = gzipSync(await readFile(`${out}/${f}`), { level: 9 }).length
    t += g
    if (g > 600) rows.push(`${f} ${g}`)
  }
  console.log(
    name,
    (t / 1024).toFixed(1),
    files.size,
    'files;',
    (await readdir(out + '/assets')).filter((x) => x.endsWith('.js')).length,
    'chunks',
    rows.join(', '),
  )
}
const LIB =
  /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack[\\/](query-core|react-query))[\\/]/
const memo = new Map<string, boolean>()
const first = (id: string, ctx: any): boolean => {
  const known = memo.get(id)
  if (known !== undefined) return known
  memo.set(id, false)
  const info = ctx.getModuleInfo(id)
  const yes =
    info?.isEntry ||
    /ConnectPage|TokenForm/.test(id) ||
    (info?.importers ?? []).some((i: string) => first(i, ctx))
  memo.set(id, yes)
  return yes
}
const out1 = { output: { codeSplitting: { groups: [{ name: 'libraries', test: LIB }] } } }
await run('base', {})
await run('read', { rolldownOptions: { ...out1, treeshake: { propertyReadSideEffects: false } } })
await run('write', { rolldownOptions: { ...out1, treeshake: { propertyWriteSideEffects: false } } })
await run('global', {
  rolldownOptions: { ...out1, treeshake: { unknownGlobalSideEffects: false } },
})
