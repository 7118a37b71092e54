import type { Plugin } from 'vite'
import { sandboxPolicy } from '#server/console/policy.ts'
import { bundleScript, hashOf, inPage, pageAlone, standAlone } from './bundle-script.ts'

/**
 * The page in which HTML and SVG are drawn, as one file: its only script is part of it and named by its hash in its
 * policy, so that it needs nothing from anywhere, whoever serves it and below whatever path.
 */
export function sandboxPage(): Plugin {
  return standAlone({
    name: 'sandbox-page',
    files: ['sandbox.html'],
    make: async (minify) => [await makePage(minify)],
    headersOf: (html) => ({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': sandboxPolicy(html) ?? '',
    }),
  })
}

async function makePage(minify: boolean): Promise<string> {
  const script = inPage(await bundleScript('src/sandbox/main.ts', minify))
  return pageAlone({
    title: 'A stored document',
    policy: [
      `script-src '${hashOf(script)}'`,
      "style-src 'unsafe-inline'",
      'img-src blob: data:',
      'font-src data:',
    ],
    script,
  })
}
