import { expect, test } from 'vitest'
import { consolePolicy, filePolicy, playerPolicy, sandboxPolicy } from './policy.ts'

test('only the worker that decodes PDFs may compile WebAssembly', () => {
  expect(filePolicy('/assets/pdf.worker.min-AbC123.mjs')?.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "connect-src 'self'",
  ])
  for (const url of [
    '/assets/PdfViewer-AbC123.js',
    '/pdf.worker.mjs',
    '/assets/x/pdf.worker.mjs',
  ]) {
    expect(filePolicy(url)).toBeUndefined()
  }
  expect(consolePolicy('nonce')).not.toContain('wasm')
})

test('the sandbox page keeps its own policy, and gets what only a header can say', () => {
  const own = "default-src 'none'; script-src 'sha256-AbC='"
  const page = `<meta http-equiv="Content-Security-Policy" content="${own}" />`
  expect(sandboxPolicy(page)).toBe(
    `sandbox allow-scripts allow-modals; ${own}; frame-ancestors 'self'`,
  )
  expect(sandboxPolicy('<html></html>')).toBeUndefined()
})

test('the player page keeps its own policy, and its service worker has none of the console', () => {
  const own = "default-src 'none'; script-src 'sha256-AbC='; media-src 'self'"
  const page = `<meta http-equiv="Content-Security-Policy" content="${own}" />`
  expect(playerPolicy(page)).toBe(`${own}; frame-ancestors 'self'`)
  expect(playerPolicy('<html></html>')).toBeUndefined()
  expect(filePolicy('/media/service-worker.js')).toBe("default-src 'none'")
})
