import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * The baseline, as a process of its own: writes a request's bytes to a file, and sends a file, and nothing else.
 * `?sync` waits for the disk before it answers, as a server must that promises to keep what it took.
 * Its one argument is the folder.
 */
const folder = process.argv[2] ?? '.'

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare')
  const file = join(folder, basename(pathname))
  if (request.method === 'POST') {
    await pipeline(request, createWriteStream(file))
    if (searchParams.has('sync')) await sync(file)
    response.writeHead(201).end()
  } else if (request.method === 'DELETE') {
    await rm(file)
    response.writeHead(204).end()
  } else {
    response.writeHead(200, { 'content-length': (await stat(file)).size })
    await pipeline(createReadStream(file), response)
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.sync()
  await handle.close()
}
