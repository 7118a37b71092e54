import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { build } from 'vite'

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

/** By which a policy names what stands in a page (https://www.w3.org/TR/CSP3/#grammardef-hash-source). */
export function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
