import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, resolve } from 'node:path'

const dist = resolve(import.meta.dirname, '../dist')
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}

/** The built console in the way of a plain static file server: files by name, `index.html` for every page. */
export async function serveConsole(path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) in types ? path : '/index.html'
  try {
    const body = await readFile(join(dist, name))
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' })
    response.end(body)
  } catch {
    response.writeHead(404).end()
  }
}
