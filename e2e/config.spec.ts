import { expect, test } from './fixtures.ts'
import { configure, door } from './support/door.ts'

test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

test('a broken one stops the console, and says which keys are wrong', async ({ page, faults }) => {
  configure(faults, { idleMinutes: 'soon', apiBsae: '', organizations: [{ name: 'Ward 3' }] })
  await page.goto(faults.url)
  await expect(page.getByRole('heading', { name: 'config.json has 3 errors' })).toBeVisible()
  for (const key of ['idleMinutes', 'apiBsae', 'organizations[0].id']) {
    await expect(page.getByText(key, { exact: true })).toBeVisible()
  }
  await expect(page.getByText('Expected: minutes, a number from 1 to 720')).toBeVisible()
  expect(faults.seen).toEqual([])

  faults.clear()
  await page.getByRole('button', { name: 'Check it again' }).click()
  await expect(door(page)).toBeVisible()
})

test('one that is not JSON is named as a whole', async ({ page, faults }) => {
  faults.add({ path: /^\/config\.json/ }, { kind: 'answer', status: 200, body: '{ "name": ' })
  await page.goto(faults.url)
  await expect(page.getByText('config.json', { exact: true })).toBeVisible()
  await expect(page.getByText(/Expected: JSON/)).toBeVisible()
})

test('the name it gives is shown, and a token that stays in memory is gone with a reload', async ({
  page,
  faults,
  realServer,
}) => {
  configure(faults, { name: 'St. Anne’s', tokenStorage: 'memory' })
  await page.goto(`${faults.url}/#token=${realServer.token}`)
  await expect(page.getByRole('link', { name: 'St. Anne’s, home' })).toBeVisible()
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(realServer.token)
  await page.reload()
  await expect(door(page)).toBeVisible()
})
