import type { Plugin } from 'vite'
import { sandboxPolicy } from '#server/console/policy.ts'
import { bundleScript, hashOf, inPage } from './bundle-script.ts'

/** Where the page is, below the console. */
const NAME = 'sandbox.html'

/**
 * The page in which HTML and SVG are drawn, as one file: its only script is part of it and named by its hash in its
 * policy, so that it needs nothing from anywhere, whoever serves it and below whatever path.
 */
export function sandboxPage(): Plugin {
  return {
    name: 'sandbox-page',
    async generateBundle() {
      const html = await makePage(true)
      this.emitFile({ type: 'asset', fileName: NAME, source: html })
    },
    configureServer(server) {
      let made: Promise<string> | undefined
      server.watcher.on('change', () => {
        made = undefined
      })
      server.middlewares.use((request, response, next) => {
        if (!/^[^?]*\/sandbox\.html(\?|$)/.test(request.url ?? '')) {
          next()
          return
        }
        made ??= makePage(false)
        made.then((html) => {
          response.setHeader('content-type', 'text/html; charset=utf-8')
          response.setHeader('content-security-policy', sandboxPolicy(html) ?? '')
          response.end(html)
        }, next)
      })
    },
  }
}

async function makePage(minify: boolean): Promise<string> {
  const script = inPage(await bundleScript('src/sandbox/main.ts', minify))
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    "style-src 'unsafe-inline'",
    'img-src blob: data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="referrer" content="no-referrer" />
    <title>A stored document</title>
  </head>
  <body>
    <script>${script}</script>
  </body>
</html>
`
}
