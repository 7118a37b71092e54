import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import type { FaultProxy } from '#test/fault-proxy.ts'
import { expect, test, type TestOrganization } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

const sample = (name: string) => readFile(new URL(`../server/demo/files/${name}`, import.meta.url))

/** Four files; the ids by name. */
async function fill(organization: TestOrganization) {
  const files = [
    { name: 'a chest.png', type: 'image/png', content: await sample('chest.v1.png') },
    { name: 'b lab.pdf', type: 'application/pdf', content: await sample('lab-report.v1.pdf') },
    { name: 'c letter.txt', type: 'text/plain', content: 'Dear colleague' },
    { name: 'd large.txt', type: 'text/plain', content: 'x'.repeat(1_200_000) },
  ]
  const ids: Record<string, string> = {}
  for (const file of files) ids[file.name] = await organization.create(file)
  return ids
}

/** The files whose content was read, in order. */
function reads(faults: FaultProxy, ids: Record<string, string>): string[] {
  return faults.seen.flatMap(({ method, path, headers }) => {
    const isContent = method === 'GET' && headers.accept?.includes('octet-stream') === true
    const id = /\/Binary\/([^/?]+)/.exec(path)?.[1]
    return isContent ? Object.keys(ids).filter((name) => ids[name] === id) : []
  })
}

const pictures = (page: Page) => page.getByRole('grid').locator('img')

test('the list as cards with thumbnails, by keyboard to a file and back', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const ids = await fill(organization)
  await signIn(`/o/${organization.id}/Binary?sort=name`)
  await expect(page.getByRole('columnheader', { name: 'Name' })).toBeVisible()
  expect(reads(faults, ids)).toEqual([])
  await page.getByRole('button', { name: 'Gallery' }).click()
  await expect(page).toHaveURL(/sort=name&view=gallery$/)
  await expect(pictures(page)).toHaveCount(2)
  await expect
    .poll(() =>
      pictures(page).evaluateAll((all) =>
        all.map((one) => one instanceof HTMLImageElement && one.naturalWidth > 100),
      ),
    )
    .toEqual([true, true])
  // Neither the text nor what is large was read.
  expect(reads(faults, ids).sort()).toEqual(['a chest.png', 'b lab.pdf'])
  await expectAccessible(page)
  await page.getByRole('gridcell').first().focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await expect(
    page.getByRole('region', { name: 'Selection' }).or(page.getByText('1 selected')),
  ).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('b lab.pdf')
  await page.goBack()
  await expect(pictures(page)).toHaveCount(2)
  // They are still there.
  expect(reads(faults, ids).filter((name) => name === 'a chest.png')).toHaveLength(1)
})

test('thumbnails are switched off by a setting, and forgotten at sign-out', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const ids = await fill(organization)
  await signIn('/settings')
  await page.getByRole('checkbox', { name: 'Show thumbnails in the gallery' }).uncheck()
  await signIn(`/o/${organization.id}/Binary?view=gallery`)
  await expect(page.getByRole('gridcell', { name: /a chest\.png/ })).toBeVisible()
  await page.goto(`${faults.url}/settings`)
  await page.getByRole('checkbox', { name: 'Show thumbnails in the gallery' }).check()
  expect(reads(faults, ids)).toEqual([])
  await page.goto(`${faults.url}/o/${organization.id}/Binary?view=gallery`)
  await expect(pictures(page)).toHaveCount(2)
  const url = (await pictures(page).first().getAttribute('src')) ?? ''
  const isAlive = () =>
    page.evaluate(async (url) => {
      const image = new Image()
      image.src = url
      return image.decode().then(
        () => true,
        () => false,
      )
    }, url)
  expect(await isAlive()).toBe(true)
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByRole('button', { name: 'Sign out in all tabs' }).click()
  await expect(page).toHaveURL(/\/connect|\/$/)
  await expect.poll(isAlive).toBe(false)
})

test('the files beside the open one are read ahead, once, and no more than they', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const ids = await fill(organization)
  await signIn(`/o/${organization.id}/Binary?sort=name`)
  await page.getByRole('link', { name: 'b lab.pdf' }).click()
  await expect.poll(() => reads(faults, ids)).toEqual(['b lab.pdf', 'c letter.txt', 'a chest.png'])
  await page.keyboard.press('j')
  await expect(page.getByText('Dear colleague')).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('d large.txt')
  await expect(page.getByText(/^x{100}/).first()).toBeVisible()
  await page.keyboard.press('k')
  await expect(page.getByText('Dear colleague')).toBeVisible()
  // What is large was read when it was opened, and nothing was read twice.
  await page.waitForTimeout(1500)
  expect(reads(faults, ids)).toEqual(['b lab.pdf', 'c letter.txt', 'a chest.png', 'd large.txt'])
})

test('nothing is read ahead when that is switched off, or where data is dear', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const ids = await fill(organization)
  await signIn('/settings')
  const box = page.getByRole('checkbox', { name: 'Load the next and the previous file' })
  await box.uncheck()
  await page.goto(`${faults.url}/o/${organization.id}/Binary?sort=name&open=${ids['c letter.txt']}`)
  await expect(page.getByText('Dear colleague')).toBeVisible()
  await page.waitForTimeout(1500)
  expect(reads(faults, ids)).toEqual(['c letter.txt'])
  await page.goto(`${faults.url}/settings`)
  await box.check()
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
  })
  await page.goto(`${faults.url}/o/${organization.id}/Binary?sort=name&open=${ids['c letter.txt']}`)
  await expect(page.getByText('Dear colleague')).toBeVisible()
  await page.waitForTimeout(1500)
  expect(reads(faults, ids)).toEqual(['c letter.txt', 'c letter.txt'])
})

test('the timeline shows each version in small', async ({ page, organization, signIn }) => {
  const file = { name: 'chest.png', type: 'image/png' }
  const id = await organization.create({ ...file, content: await sample('chest.v1.png') })
  await organization.update(id, { ...file, content: await sample('chest.v2.png') })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  const shown = page.getByRole('list', { name: 'Versions' }).locator('img')
  await expect(shown).toHaveCount(2)
  const widths = shown.evaluateAll((all) =>
    all.map((img) => (img as HTMLImageElement).naturalWidth),
  )
  expect((await widths).every((width) => width > 100)).toBe(true)
  await expectAccessible(page)
})
