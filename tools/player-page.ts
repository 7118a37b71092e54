import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { playerPolicy } from '#server/console/policy.ts'
import { bundleScript, hashOf, inPage, pageAlone, standAlone } from './bundle-script.ts'

const [PAGE, WORKER] = ['player.html', 'service-worker.js']

/**
 * The page in which film and sound play in parts, as one file, and the service worker that answers its player. Both lie in
 * a folder of their own, which is all that the service worker sees, whoever serves it and below whatever path.
 */
export function playerPage(): Plugin {
  return standAlone({
    name: 'player-page',
    files: [`media/${PAGE}`, `media/${WORKER}`],
    async make(minify) {
      const worker = await bundleScript('src/player/service-worker.ts', minify)
      return [await makePage(minify, worker), worker]
    },
    headersOf(text) {
      const policy = playerPolicy(text)
      const type = policy === undefined ? 'text/javascript' : 'text/html'
      return {
        'content-type': `${type}; charset=utf-8`,
        'content-security-policy': policy ?? "default-src 'none'",
      }
    },
  })
}

async function makePage(minify: boolean, worker: string): Promise<string> {
  const script = inPage(await bundleScript('src/player/main.ts', minify))
  const style = await readFile(resolve(import.meta.dirname, '../src/player/player.css'), 'utf8')
  // The page asks for the service worker that it was built with: an older one that is still there speaks another protocol.
  const version = createHash('sha256').update(worker).digest('hex').slice(0, 16)
  return pageAlone({
    title: 'A stored recording',
    policy: [
      `script-src '${hashOf(script)}'`,
      `style-src '${hashOf(style)}'`,
      "media-src 'self'",
      "worker-src 'self'",
    ],
    head: `<style>${style}</style>`,
    body: ` data-worker="${WORKER}?v=${version}"`,
    script,
  })
}
