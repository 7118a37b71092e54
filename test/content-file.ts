import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** For tests: where the bytes of a content are in a data folder, wherever the store puts them. */
export async function contentFile(folder: string, sha256: string): Promise<string> {
  const contents = join(folder, 'contents')
  const found = (await readdir(contents, { recursive: true })).find((path) => path.endsWith(sha256))
  if (found === undefined) throw new Error(`There is no file of the content ${sha256}.`)
  return join(contents, found)
}
