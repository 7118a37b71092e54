import { mkdir, writeFile } from 'node:fs/promises'
import { makers } from './samples/all.ts'

/** `npm run demo:make`: writes the sample files anew. They are committed, so that no start needs their makers. */
const folder = new URL('../server/demo/files/', import.meta.url)
await mkdir(folder, { recursive: true })
for (const [name, make] of Object.entries(makers)) {
  const content = await make()
  await writeFile(new URL(name, folder), content)
  console.log(`${name}: ${Buffer.byteLength(content)} bytes`)
}
