import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { fill, names } from './support/four-files.ts'

test.describe('the list', () => {
  test('filters, sorts and opens, all in the address', async ({ page, organization, signIn }) => {
    await fill(organization)
    await signIn(`/o/${organization.id}/Binary`)
    const grid = page.getByRole('grid', { name: 'Binaries' })
    await expect(grid).toHaveAttribute('aria-rowcount', '5')
    await expect(grid.getByRole('row', { name: /brief\.txt/ })).toContainText('None')

    await grid.getByRole('button', { name: 'Name' }).click()
    await expect(grid.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
      'aria-sort',
      'ascending',
    )
    await expect(names(page)).toHaveText(['brief.txt', 'notes.csv', 'scan 2.txt', 'scan 10.txt'])
    await grid.getByRole('button', { name: 'Name' }).click()
    await expect(names(page).first()).toHaveText('scan 10.txt')

    await page.getByRole('button', { name: /^Text 3/ }).click()
    await expect(grid).toHaveAttribute('aria-rowcount', '4')
    await expect(page.getByRole('button', { name: /^Table \(CSV\) 1/ })).toBeVisible()

    await grid
      .getByRole('row', { name: /brief\.txt/ })
      .getByText('text/plain')
      .click()
    const pane = page.getByRole('region', { name: 'Reading pane' })
    await expect(pane.getByRole('heading', { name: 'brief.txt' })).toBeVisible()
    await expect(pane.getByText('Guten Tag')).toBeVisible()

    await page.reload()
    await expect(names(page)).toHaveText(['scan 10.txt', 'scan 2.txt', 'brief.txt'])
    await expect(pane.getByRole('heading', { name: 'brief.txt' })).toBeVisible()
    await expectAccessible(page)
  })

  test('is worked by the keyboard alone', async ({ page, organization, signIn }) => {
    await fill(organization)
    await signIn(`/o/${organization.id}/Binary?sort=name`)
    await page.getByRole('combobox', { name: 'Language' }).focus()
    const grid = page.getByRole('grid', { name: 'Binaries' })
    await expect(grid).toBeVisible()
    const focused = page.locator('[role=gridcell]:focus, [role=columnheader]:focus')
    for (let presses = 0; presses < 30 && !(await focused.count()); presses += 1) {
      await page.keyboard.press('Tab')
    }
    await expect(focused).toHaveText('brief.txt')
    await page.keyboard.press('ArrowDown')
    await expect(focused).toHaveText('notes.csv')
    await page.keyboard.press(' ')
    await page.keyboard.press('Shift+ArrowDown')
    await expect(grid.locator('[role=row][aria-selected=true]')).toHaveCount(2)
    await page.keyboard.press('Escape')
    await expect(grid.locator('[role=row][aria-selected=true]')).toHaveCount(0)
    await page.keyboard.press('Control+a')
    await expect(page.getByRole('group', { name: 'Selection' })).toContainText('4 selected')
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await expect(focused).toHaveText('Kind')
    const before = (await focused.boundingBox())?.width ?? 0
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(async () => (await focused.boundingBox())?.width).toBe(before + 16)
    await page.keyboard.press('Enter')
    await expect(focused).toHaveAttribute('aria-sort', 'ascending')
    await page.keyboard.press('Control+Shift+ArrowRight')
    await expect(page.getByRole('columnheader').nth(1)).toHaveText('Name')
    await expect(focused).toHaveText('Kind')

    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+Enter')
    await expect(page.getByRole('region', { name: 'Reading pane' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('region', { name: 'Reading pane' })).toHaveCount(0)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/Binary\/[^/?]+$/)
  })

  test('keeps chosen columns', async ({ page, organization, signIn }) => {
    await fill(organization)
    await signIn(`/o/${organization.id}/Binary`)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Version' }).uncheck()
    await page.getByRole('button', { name: 'Move Size left' }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    const heads = page.getByRole('columnheader')
    const expected = ['', 'Kind', 'Name', 'Content type', 'Size', 'Language', 'Last updated']
    await expect(heads).toHaveText([...expected, 'Security context'])
    await page.reload()
    await expect(heads).toHaveText([...expected, 'Security context'])
  })

  test('follows the server to the end', async ({ page, organization, signIn }) => {
    test.slow()
    for (let n = 0; n < 230; n += 10) {
      await Promise.all(
        Array.from({ length: 10 }, (_, k) =>
          organization.create({
            name: `file ${n + k}.txt`,
            type: 'text/plain',
            content: `${n + k}`,
          }),
        ),
      )
    }
    await signIn(`/o/${organization.id}/Binary?sort=name`)
    const grid = page.getByRole('grid', { name: 'Binaries' })
    await expect(grid).toHaveAttribute('aria-rowcount', '231')
    await expect(page.getByText('100 of 230 loaded')).toBeVisible()
    await page.getByRole('button', { name: 'Load all' }).click()
    await expect(page.getByText('All 230 loaded')).toBeAttached()
    await names(page).first().focus()
    await page.keyboard.press('Control+End')
    await expect(page.locator('[role=row]:focus-within')).toHaveAttribute('aria-rowindex', '231')
    await expect(page.locator('[role=row]:focus-within')).toContainText('file 229.txt')
  })
})

test.describe('the search', () => {
  test('asks by POST, and takes ids in any form', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    const [first, second] = await fill(organization)
    await signIn(`/o/${organization.id}/Binary`)
    await expect(names(page)).toHaveCount(4)
    await page.getByRole('textbox', { name: 'Ids' }).fill(`Binary/${first}\t"${second}";`)
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(names(page)).toHaveCount(2)
    const asked = faults.seen.filter(({ path }) => path.includes('_search'))
    expect(asked.map(({ method }) => method)).toContain('POST')
    expect(faults.seen.filter(({ path }) => path.includes(first))).toEqual([])
    await page.goBack()
    await expect(names(page)).toHaveCount(4)
    await expect(page.getByRole('textbox', { name: 'Ids' })).toHaveValue('')
  })

  test('names what is not an id', async ({ page, organization, signIn }) => {
    await signIn(`/o/${organization.id}/Binary`)
    await page.getByRole('textbox', { name: 'Ids' }).fill('good-1, b_ad')
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(page.getByText('“b_ad” is not an id.')).toBeVisible()
    expect(page.url()).not.toContain('good-1')
  })

  test('finds a language by GET, where the settings say so, and says when there is none', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await fill(organization)
    await signIn('/settings')
    await page.getByRole('checkbox', { name: /^Send searches as POST/ }).uncheck()
    await page.goto(`${faults.url}/o/${organization.id}/Binary`)
    await page.getByRole('combobox', { name: 'Language' }).fill('DE')
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(names(page)).toHaveText(['brief.txt'])
    expect(
      faults.seen.some(({ method, path }) => method === 'GET' && path.includes('_language=DE')),
    ).toBe(true)
    await page.getByRole('combobox', { name: 'Language' }).fill('fi')
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
    await expectAccessible(page)
  })

  test('understands what it can of a broken address', async ({ page, organization, signIn }) => {
    await fill(organization)
    await signIn(`/o/${organization.id}/Binary?size=huge&sort=-name&kind=%00`)
    await expect(page.getByText('Part of this address could not be understood')).toBeVisible()
    await expect(names(page).first()).toHaveText('scan 10.txt')
  })
})

test.describe('its other states', () => {
  test('empty', async ({ page, organization, signIn }) => {
    await signIn(`/o/${organization.id}/Binary`)
    await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
    await expectAccessible(page)
  })

  test('failed, and tried again', async ({ page, organization, signIn, faults }) => {
    await fill(organization)
    await signIn()
    faults.add({ path: /fhir\/4\/Binary\?/ }, { kind: 'answer', status: 503, body: '{}' })
    await page.goto(`${faults.url}/o/${organization.id}/Binary`)
    await expect(page.getByRole('main').getByRole('alert')).toBeVisible({ timeout: 20_000 })
    await expectAccessible(page)
    faults.clear()
    await page.getByRole('button', { name: 'Retry' }).click()
    await expect(names(page)).toHaveCount(4)
  })

  test('another one changed something', async ({ page, organization, signIn }) => {
    await fill(organization)
    await page.clock.install()
    await signIn(`/o/${organization.id}/Binary`)
    await expect(names(page)).toHaveCount(4)
    // What has happened by then is not new: that is asked a moment after the rows are there.
    await Promise.all([page.waitForResponse(/_history/), page.clock.runFor(2_000)])
    await organization.create({ name: 'late.txt', type: 'text/plain', content: 'late' })
    await page.clock.runFor(31_000)
    await expect(page.getByText('1 change', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(page.getByRole('link', { name: 'late.txt' })).toBeVisible()
    await expect(page.getByText('1 change', { exact: true })).toHaveCount(0)
  })

  test('what was of today is of yesterday after midnight', async ({
    page,
    organization,
    signIn,
  }) => {
    await fill(organization)
    // In the browser's own zone, and late enough that the screen does not lock before the day turns.
    const late = await page.evaluate(() => new Date().setHours(23, 57, 0, 0))
    await page.clock.install({ time: late })
    await signIn(`/o/${organization.id}/Binary`)
    await expect(names(page)).toHaveCount(4)
    await page.getByRole('button', { name: 'Updated', exact: true }).click()
    const today = page.getByRole('dialog', { name: 'Updated' }).locator('div', {
      has: page.getByRole('checkbox', { name: 'Today' }),
    })
    await expect(today.last()).toContainText('4')
    await page.clock.fastForward(4 * 60_000)
    await expect(today.last()).toContainText('0')
  })

  test('at 360 pixels nothing runs off the screen', async ({ page, organization, signIn }) => {
    await fill(organization)
    await page.setViewportSize({ width: 360, height: 740 })
    await signIn(`/o/${organization.id}/Binary`)
    await expect(names(page)).toHaveCount(4)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBeLessThanOrEqual(360)
    await page
      .getByRole('row', { name: /brief\.txt/ })
      .getByText(/Text · /)
      .click()
    await expect(page).toHaveURL(/\/Binary\/[^/?]+$/)
  })
})
