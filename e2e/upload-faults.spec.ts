import type { Fault } from '#test/fault-proxy.ts'
import { expect } from './fixtures.ts'
import { endsWell, expectStoredOnce, failCreates, sixFiles, test } from './support/faulty-line.ts'
import { choose, openList, uploads } from './support/uploads.ts'

const outcome = (code: string) =>
  JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] })

const faultsOfALine: { what: string; fault: Fault }[] = [
  { what: 'that is cut before the body', fault: { kind: 'drop' } },
  { what: 'that is cut within the body', fault: { kind: 'cut', at: 20 } },
  { what: 'that loses the answer to what was stored', fault: { kind: 'drop', after: true } },
  { what: 'that breaks off within the answer', fault: { kind: 'truncate', bytes: 20 } },
  {
    what: 'that delivers when nobody waits any more',
    fault: { kind: 'late', milliseconds: 1_500 },
  },
  { what: 'that spoils a byte', fault: { kind: 'corrupt', at: 10 } },
]

const refusals: { status: number; code: string; headers?: Record<string, string> }[] = [
  { status: 412, code: 'conflict' },
  { status: 413, code: 'too-long' },
  { status: 429, code: 'throttled', headers: { 'retry-after': '1' } },
  { status: 500, code: 'exception' },
  { status: 503, code: 'transient', headers: { 'retry-after': '1' } },
]

test.describe('Every file is stored once and whole', () => {
  for (const { what, fault } of faultsOfALine) {
    test(`over a line ${what}`, async ({ page, organization, signIn, faults }) => {
      await openList(page, organization, signIn)
      const files = sixFiles('scan')
      const dialog = await choose(page, files)
      failCreates(faults, fault, 3)
      await dialog.getByRole('button', { name: 'Start upload' }).click()
      await endsWell(page, organization, files)
    })
  }

  for (const { status, code, headers = {} } of refusals) {
    test(`after a server that answers ${status}`, async ({
      page,
      organization,
      signIn,
      faults,
    }) => {
      await openList(page, organization, signIn)
      const files = sixFiles('scan')
      const dialog = await choose(page, files)
      failCreates(faults, { kind: 'answer', status, headers, body: outcome(code) }, 3)
      await dialog.getByRole('button', { name: 'Start upload' }).click()
      await endsWell(page, organization, files)
    })
  }

  test('after a token that is refused in the middle', async ({
    page,
    organization,
    signIn,
    faults,
    realServer,
  }) => {
    await openList(page, organization, signIn)
    const files = sixFiles('scan')
    const dialog = await choose(page, files)
    failCreates(faults, { kind: 'answer', status: 401, body: outcome('login') }, 2)
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    const question = page.getByRole('dialog', { name: /no longer accepted/ })
    await question.getByLabel('Access token', { exact: true }).fill(realServer.token)
    await question.getByRole('button', { name: 'Continue' }).click()
    await endsWell(page, organization, files)
  })

  test('however many of a batch meet another fault each', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    const files = Array.from({ length: 30 }, (_, at) => ({
      name: `scan ${at}.bin`,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(`content of ${at} `.repeat(500)),
    }))
    const dialog = await choose(page, files)
    for (const { fault } of faultsOfALine.filter(({ fault }) => fault.kind !== 'corrupt')) {
      failCreates(faults, fault, 2)
    }
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await endsWell(page, organization, files)
    await expect(uploads(page).getByText('Verified')).toHaveCount(30)
    // What came late would be here by now.
    await page.waitForTimeout(2_000)
    await expectStoredOnce(organization, files)
  })
})
