import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { backups, contentsIn } from './backups.ts'
import { client } from './test-client.ts'
import { A, B, testServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

/** The longest content that `filledServer` stores. */
const LONG = randomBytes(1_500_000)

interface FilledServer extends TestServer {
  /** Its data folder. */
  data: string
}

/** A server with some versions of everything in both of its organizations. */
export async function filledServer(): Promise<FilledServer> {
  const server = await testServer()
  const api = client(server)
  for (let at = 0; at < 12; at += 1) {
    const { id } = await api.create({ data: randomBytes(1 + at * 9000).toString('base64') })
    if (at % 3 === 0) await api.put(`${A}/${id}`, binary(id, randomBytes(50)))
    if (at % 4 === 0) await api.remove(`${A}/${id}`)
  }
  for (const path of [A, B]) await api.post(path, LONG, { headers: { 'content-type': 'a/b' } })
  return Object.assign(server, { data: join(server.folder, 'data') })
}

export function binary(id: string, bytes: Buffer) {
  return { resourceType: 'Binary', id, contentType: 'a/b', data: bytes.toString('base64') }
}

/** A folder that is not there yet, and goes with the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'it')
}

/** A backup of the data without faults. */
export async function madeOf(data: string, options = {}): Promise<string> {
  const folder = await newFolder()
  const { faults } = await backups.make(data, folder, options)
  expect(faults).toEqual([])
  return folder
}

/** Writes other bytes in the place of the file's, so that a second name of it keeps its own. */
export async function spoil(path: string, at = 0): Promise<void> {
  const bytes = await readFile(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await rm(path)
  await writeFile(path, bytes)
}

/** A file of the longest content, anywhere below the folder. */
export async function longest(folder: string): Promise<string> {
  for (const path of (await contentsIn(folder)).keys())
    if ((await stat(path)).size === LONG.length) return path
  throw new Error('not there')
}
