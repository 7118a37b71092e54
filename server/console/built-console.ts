import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isRecord } from '#lib/is-record.ts'
import { addVary } from '#server/http/answer/answer.ts'
import type { Pages } from '#server/http/answer/error-answers.ts'
import { Problem } from '#server/http/errors.ts'
import { configJson, otherOrigins, type Site } from './config-json.ts'
import { ENCODINGS, listConsoleFiles } from './console-files.ts'
import type { ConsoleFile } from './console-files.ts'
import { headWithBase, wantsPage } from './pages.ts'
import { consolePolicy, filePolicy, PAGE_HEADERS, playerPolicy, sandboxPolicy } from './policy.ts'

/**
 * The built console: its files, and its one page at every address that is nothing else's, so that links into the
 * console work. Without a build, a plain page says so: the API needs none. By hand, see
 * docs/decisions/0012-console-files-and-cors-by-hand.md.
 * @param folder where the build is, such as `dist`
 */
export function builtConsole(folder: string, site: Site = { basePath: '' }): Pages {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) return { fallback: plainPage }
  const [head, tail] = splitAfterHead(pageBelow(readFileSync(index, 'utf8'), site.basePath))
  const config = join(folder, 'config.json')
  const framed = new Map(
    Object.entries(FRAMED).flatMap(([url, policyOf]) =>
      existsSync(folder + url) ? [[url, policyOf(readFileSync(folder + url, 'utf8'))]] : [],
    ),
  )
  return {
    addRoutes: (app) => {
      const files = listConsoleFiles(folder)
      if (site.signIn) {
        files.delete('/config.json')
        app.route({
          method: ['GET', 'HEAD'],
          url: '/config.json',
          handler: async (request, reply) =>
            sendConfig(request, reply, (await configJson(config, site)) ?? '{}'),
        })
      }
      for (const [url, file] of files) {
        app.route({
          method: ['GET', 'HEAD'],
          url,
          handler: (request, reply) => {
            const policy = framed.get(url) ?? filePolicy(url)
            if (policy !== undefined) reply.header('content-security-policy', policy)
            if (framed.has(url)) reply.headers(PAGE_HEADERS)
            return sendFile(request, reply, file)
          },
        })
      }
    },
    fallback: async (request, reply) => {
      if (!wantsPage(request)) return false
      const nonce = randomBytes(16).toString('base64')
      const connect = await otherOrigins(config, site)
      void reply
        .code(200)
        .headers(PAGE_HEADERS)
        .header('content-security-policy', consolePolicy(nonce, { connect }))
        .header('content-type', 'text/html; charset=utf-8')
        .send(`${head}<meta property="csp-nonce" nonce="${nonce}" />${tail}`)
      return true
    },
  }
}

/** The pages that the console puts into frames: in the one HTML and SVG are drawn, in the other film and sound play. */
const FRAMED: Record<string, (html: string) => string | undefined> = {
  '/sandbox.html': sandboxPolicy,
  '/media/player.html': playerPolicy,
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ConsoleFile,
): Promise<FastifyReply> {
  const { size, mtimeMs } = await stat(file.path).catch(goneSinceStart)
  const etag = `W/"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`
  addVary(reply, 'Accept-Encoding')
  reply
    .header('etag', etag)
    .header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('cross-origin-resource-policy', 'same-origin')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  const encoding = file.encodings.find((one) => accepts(request.headers['accept-encoding'], one))
  if (encoding) reply.header('content-encoding', encoding)
  const path = encoding ? file.path + ENCODINGS[encoding] : file.path
  return reply
    .header('content-type', file.contentType)
    .send(await readFile(path).catch(goneSinceStart))
}

/** With what the settings say in it. */
function sendConfig(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`
  reply
    .header('etag', etag)
    .header('cache-control', 'no-cache')
    .header('cross-origin-resource-policy', 'same-origin')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(text)
}

/** A newer build took the place of the one that the server started with. */
function goneSinceStart(error: unknown): never {
  if (isRecord(error) && error.code === 'ENOENT') {
    throw new Problem('not-found', 'This file is no longer there: the console was rebuilt.')
  }
  throw error
}

function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .some((part) => {
      const [name = '', ...parameters] = part.split(';').map((side) => side.trim().toLowerCase())
      return name === encoding && !parameters.some((one) => /^q=0(\.0*)?$/.test(one))
    })
}

async function plainPage(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  if (!wantsPage(request)) return false
  void reply
    .code(200)
    .headers(PAGE_HEADERS)
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    .header('content-type', 'text/html; charset=utf-8')
    .send(PLAIN)
  return true
}

const PLAIN = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Binnacle</title></head>
<body>
<h1>Binnacle</h1>
<p>The server is running. Its console is not built: run <code>npm start</code>, which builds it, or <code>npm run dev</code>.</p>
<p>The API is described at <a href="/openapi.json">/openapi.json</a>.</p>
</body>
</html>
`

/** The page names its files from the root of the origin: the base path is put before them, and told to the console. */
function pageBelow(html: string, basePath: string): string {
  if (basePath === '') return html
  return html
    .replace(/ (href|src)="\/(?!\/)/g, ` $1="${basePath}/`)
    .replace('<head>', headWithBase(basePath))
}

/** The nonce has to precede the page's first styles. */
function splitAfterHead(html: string): [head: string, tail: string] {
  const at = html.indexOf('<head>') + '<head>'.length
  return [html.slice(0, at), html.slice(at)]
}
