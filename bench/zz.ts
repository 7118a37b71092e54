import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright'
import { chromiumLaunchOptions } from '#test/chromium.ts'
import { startRealServer } from '#test/real-server.ts'
const server = await startRealServer({ BINNACLE_DEMO: '1' })
const t0 = Date.now()
const browser = await chromium.launch(chromiumLaunchOptions())
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const got: Promise<[string, number, number]>[] = []
page.on('response', (r) => {
  if (!/\.m?js$/.test(new URL(r.url()).pathname)) return
  got.push(
    r
      .body()
      .then(
        (b) =>
          [new URL(r.url()).pathname, gzipSync(b, { level: 9 }).length, b.length] as [
            string,
            number,
            number,
          ],
      ),
  )
})
await page.goto(`${server.url}/#token=${server.token}`)
await page.waitForSelector('[role=grid] [role=gridcell]')
console.log(page.url())
const n = got.length
const all = await Promise.all(got.slice(0, n))
let sum = 0
for (const [p, g, raw] of all.sort((a, b) => b[1] - a[1])) {
  sum += g
  console.log(String(g).padStart(8), String(raw).padStart(8), p)
}
console.log('sum', (sum / 1024).toFixed(1), 'KiB', n, 'files', Date.now() - t0, 'ms')
await new Promise((r) => setTimeout(r, 1500))
console.log(
  'later:',
  (await Promise.all(got.slice(n))).map(([p, g]) => `${p} ${g}`),
)
await browser.close()
await server.stop()
