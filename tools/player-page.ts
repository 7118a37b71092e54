import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { playerPolicy } from '#server/console/policy.ts'
import { bundleScript, hashOf, inPage } from './bundle-script.ts'

/**
 * The page in which film and sound play in parts, as one file, and the service worker that answers its player. Both lie in
 * a folder of their own, which is all that the service worker sees, whoever serves it and below whatever path.
 */
export function playerPage(): Plugin {
  return {
    name: 'player-page',
    async generateBundle() {
      for (const [name, make] of FILES) {
        this.emitFile({ type: 'asset', fileName: `media/${name}`, source: await make(true) })
      }
    },
    configureServer(server) {
      const made = new Map<string, Promise<string>>()
      server.watcher.on('change', () => made.clear())
      server.middlewares.use((request, response, next) => {
        const name = /^[^?]*\/media\/([^/?]+)(\?|$)/.exec(request.url ?? '')?.[1] ?? ''
        const make = FILES.get(name)
        if (make === undefined) {
          next()
          return
        }
        const file = made.get(name) ?? make(false)
        made.set(name, file)
        file.then((text) => {
          const policy = playerPolicy(text)
          const type = policy === undefined ? 'text/javascript' : 'text/html'
          response.setHeader('content-type', `${type}; charset=utf-8`)
          response.setHeader('content-security-policy', policy ?? "default-src 'none'")
          response.end(text)
        }, next)
      })
    },
  }
}

const WORKER = 'service-worker.js'

const FILES = new Map([
  ['player.html', makePage],
  [WORKER, makeWorker],
])

function makeWorker(minify: boolean): Promise<string> {
  return bundleScript('src/player/service-worker.ts', minify)
}

async function makePage(minify: boolean): Promise<string> {
  const script = inPage(await bundleScript('src/player/main.ts', minify))
  const style = await readFile(resolve(import.meta.dirname, '../src/player/player.css'), 'utf8')
  // The page asks for the service worker that it was built with: an older one that is still there speaks otherwise.
  const version = createHash('sha256')
    .update(await makeWorker(minify))
    .digest('hex')
    .slice(0, 16)
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "media-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="referrer" content="no-referrer" />
    <title>A stored recording</title>
    <style>${style}</style>
  </head>
  <body data-worker="${WORKER}?v=${version}">
    <script>${script}</script>
  </body>
</html>
`
}
