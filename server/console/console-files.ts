import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** One file of the built console, and the compressed forms of it that lie beside it. */
export interface ConsoleFile {
  path: string
  contentType: string
  /** Its name holds a hash of its content, so it never changes. */
  immutable: boolean
  /** Forms of it by their Content-Encoding. */
  encodings: ('br' | 'gzip')[]
}

/** Suffixes of the compressed forms. */
export const ENCODINGS = { br: '.br', gzip: '.gz' } as const

/**
 * The files of the built console by their address; the page itself is not among them. They are listed once, so that no
 * address reaches the disk (docs/decisions/0012-console-files-and-cors-by-hand.md).
 * @param folder such as `dist`
 */
export function listConsoleFiles(folder: string): Map<string, ConsoleFile> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'))
  const all = new Set(names)
  return new Map(
    names
      .filter((name) => !isAside(name))
      .map((name) => {
        const file: ConsoleFile = {
          path: join(folder, name),
          contentType: contentTypeOf(name),
          immutable: name.startsWith('/assets/'),
          encodings: (['br', 'gzip'] as const).filter((one) => all.has(name + ENCODINGS[one])),
        }
        return [name, file]
      }),
  )
}

/** What is there for the build or the server, not for browsers. */
function isAside(name: string): boolean {
  return name === '/index.html' || name.startsWith('/.') || /\.(br|gz|map)$/.test(name)
}

function contentTypeOf(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return TYPES[extension] ?? 'application/octet-stream'
}

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  ttf: 'font/ttf',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
}
