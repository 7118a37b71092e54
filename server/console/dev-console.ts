import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import type { Pages } from '#server/http/answer/error-answers.ts'
import { pathOf } from '#server/http/request/address.ts'
import { configJson, otherOrigins, type Site } from './config-json.ts'
import { headWithBase, wantsPage } from './pages.ts'
import { consolePolicy, PAGE_HEADERS } from './policy.ts'

/**
 * The console as Vite serves it during development, in the same process and on the same port as the API. Its files stay
 * at the root of the origin, also where the public address has a path.
 */
export function devConsole(root: string, site: Site): Pages {
  let starting: Promise<ViteDevServer> | undefined
  return {
    addRoutes: (app) => {
      app.addHook('onReady', async () => {
        await (starting ??= startVite(root, app.server))
      })
      app.addHook('onClose', async () => {
        await (await starting)?.close()
      })
    },
    fallback: async (request, reply) => {
      const vite = await starting
      if (!vite) return false
      const config = join(root, 'public', 'config.json')
      if (site.signIn && pathOf(request.raw.url) === '/config.json') {
        void reply.type('application/json').send((await configJson(config, site)) ?? '{}')
        return true
      }
      if (await passOn(vite, request, reply)) {
        reply.hijack()
        return true
      }
      if (!wantsPage(request)) return false
      await sendPage(vite, request, reply, {
        basePath: site.basePath,
        others: await otherOrigins(config, site),
      })
      return true
    },
  }
}

/** Vite puts it where a nonce belongs; each answer gets its own. */
const PLACEHOLDER = 'NONCE-OF-THIS-ANSWER'

function startVite(root: string, server: Server): Promise<ViteDevServer> {
  return createServer({
    root,
    appType: 'custom',
    html: { cspNonce: PLACEHOLDER },
    server: { middlewareMode: true, hmr: { server } },
  })
}

/** @returns whether Vite has answered */
function passOn(
  vite: ViteDevServer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    reply.raw.once('close', () => resolve(true))
    vite.middlewares(request.raw, reply.raw, (error?: Error) => {
      if (error) reject(error)
      else resolve(false)
    })
  })
}

async function sendPage(
  vite: ViteDevServer,
  request: FastifyRequest,
  reply: FastifyReply,
  { basePath, others }: { basePath: string; others: string[] },
): Promise<void> {
  const template = await readFile(join(vite.config.root, 'index.html'), 'utf8')
  const page = await vite.transformIndexHtml(request.url, template)
  const html = basePath === '' ? page : page.replace('<head>', headWithBase(basePath))
  const nonce = randomBytes(16).toString('base64')
  const connect = [...others, `ws://${request.host}`, `wss://${request.host}`]
  void reply
    .code(200)
    .headers(PAGE_HEADERS)
    .header('content-security-policy', consolePolicy(nonce, { connect, scriptNonce: true }))
    .header('content-type', 'text/html; charset=utf-8')
    .send(html.replaceAll(PLACEHOLDER, nonce))
}
