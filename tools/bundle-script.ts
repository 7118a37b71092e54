import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { build, type Plugin } from 'vite'

const ROOT = resolve(import.meta.dirname, '..')

/** Builds a script of the console with all that it imports into one text, for pages that stand alone. */
export async function bundleScript(path: string, minify: boolean): Promise<string> {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      minify,
      modulePreload: false,
      target: 'baseline-widely-available',
      rolldownOptions: { input: resolve(ROOT, path), output: { format: 'iife' } },
    },
  })
  for (const { output } of [built].flat() as { output: { type: string; code?: string }[] }[]) {
    for (const part of output)
      if (part.type === 'chunk' && part.code !== undefined) return part.code
  }
  throw new Error(`${path} was not built.`)
}

/** A script as it can stand in a page. */
export function inPage(script: string): string {
  return script.replaceAll(/<\/(script)/gi, String.raw`<\/$1`).replaceAll('<!--', String.raw`<\!--`)
}

/**
 * A page as one file, in English, which sends no referrer and says its policy itself, whoever serves it.
 * @param policy its directives; `base-uri` and `form-action` are never allowed
 * @param head what else stands in its head; @param body its attributes
 */
export function pageAlone(page: {
  title: string
  policy: readonly string[]
  head?: string
  body?: string
  script: string
}): string {
  const policy = ["default-src 'none'", ...page.policy, "base-uri 'none'", "form-action 'none'"]
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}" />
    <meta name="referrer" content="no-referrer" />
    <title>${page.title}</title>
    ${page.head ?? ''}
  </head>
  <body${page.body ?? ''}>
    <script>${page.script}</script>
  </body>
</html>
`
}

/** By which a policy names what stands in a page (https://www.w3.org/TR/CSP3/#grammardef-hash-source). */
export function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** Files that stand alone: what the build writes, the development server makes when they are asked for. */
export interface StandAlone {
  name: string
  /** Their paths below the console. */
  files: readonly string[]
  /** The texts of all of them, in that order. */
  make: (minify: boolean) => Promise<readonly string[]>
  /** What a server sends with one of them. */
  headersOf: (text: string) => Record<string, string>
}

/** @returns the plugin that makes them */
export function standAlone({ name, files, make, headersOf }: StandAlone): Plugin {
  return {
    name,
    async generateBundle() {
      const texts = await make(true)
      files.forEach((fileName, at) =>
        this.emitFile({ type: 'asset', fileName, source: texts[at] ?? '' }),
      )
    },
    configureServer(server) {
      let made: Promise<readonly string[]> | undefined
      server.watcher.on('change', () => {
        made = undefined
      })
      server.middlewares.use((request, response, next) => {
        const [path = ''] = (request.url ?? '').split('?')
        const at = files.findIndex((file) => path.endsWith(`/${file}`))
        if (at < 0) {
          next()
          return
        }
        made ??= make(false)
        made.then((texts) => {
          const text = texts[at] ?? ''
          for (const [header, value] of Object.entries(headersOf(text))) {
            response.setHeader(header, value)
          }
          response.end(text)
        }, next)
      })
    },
  }
}
