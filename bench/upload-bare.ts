import { execFile } from 'node:child_process'
import { writeFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright'
import type { Binnacle } from './binnacle.ts'
import { timed } from './measure.ts'
import type { UploadFiles } from './upload-files.ts'

/** Uploads that do nothing else: the same bytes, raw, to the same server. Both answer milliseconds. */

/** By XMLHttpRequest from a page of the same browser, one file after the other. */
export async function uploadByXhr(
  server: Binnacle,
  browser: Browser,
  binaries: string,
  { paths }: UploadFiles,
): Promise<number> {
  const context = await browser.newContext({ bypassCSP: true })
  try {
    const page = await context.newPage()
    await page.goto(`${server.url}/healthz`)
    await page.evaluate(() => {
      document.body.innerHTML = '<input type="file" multiple>'
    })
    await page.locator('input').setInputFiles(paths)
    return await page.evaluate(sendAll, [binaries, server.headers.authorization] as const)
  } finally {
    await context.close()
  }
}

/** Runs in the page. */
async function sendAll([url, authorization]: readonly [string, string]): Promise<number> {
  const started = performance.now()
  for (const file of document.querySelector('input')?.files ?? []) {
    await new Promise<void>((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('POST', url)
      request.setRequestHeader('authorization', authorization)
      request.setRequestHeader('content-type', 'application/octet-stream')
      request.addEventListener('loadend', () => {
        if (request.status === 201) resolve()
        else reject(new Error(`The server answered ${request.status}`))
      })
      request.send(file)
    })
  }
  return performance.now() - started
}

/** By one `curl` that sends three at a time over connections that it keeps. */
export async function uploadByCurl(
  server: Binnacle,
  binaries: string,
  { paths }: UploadFiles,
): Promise<number> {
  const config = join(tmpdir(), `binnacle-curl-${crypto.randomUUID()}`)
  const request = (path: string) =>
    [
      `url = "${binaries}"`,
      'request = "POST"',
      `header = "authorization: ${server.headers.authorization}"`,
      'header = "content-type: application/octet-stream"',
      'header = "expect:"',
      `data-binary = "@${path}"`,
      'output = "/dev/null"',
      'fail',
    ].join('\n')
  await writeFile(config, `${paths.map(request).join('\nnext\n')}\n`, { mode: 0o600 })
  try {
    return await timed(() =>
      promisify(execFile)(
        'curl',
        ['--no-progress-meter', '--parallel', '--parallel-max', '3', '--config', config],
        { maxBuffer: 64 * 1024 * 1024 },
      ),
    )
  } finally {
    await rm(config, { force: true })
  }
}
