import { expect, test } from './fixtures.ts'
import { choose, openList, text, uploads, WRITES } from './support/uploads.ts'

const file = { name: 'letter.txt', type: 'text/plain', content: 'Dear colleague' }

test('columns that do not fit beside the reading pane leave, and come back', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create(file)
  await signIn(`/o/${organization.id}/Binary?open=${id}`)
  const grid = page.getByRole('grid', { name: 'Binaries' })
  await expect(grid.getByRole('columnheader', { name: 'Last updated' })).toBeVisible()
  await expect(grid.getByRole('columnheader', { name: 'Version' })).toBeHidden()
  const cut = await grid.evaluate(({ parentElement }) =>
    parentElement === null ? 1 : parentElement.scrollWidth - parentElement.clientWidth,
  )
  expect(cut).toBe(0)
  await page.getByRole('button', { name: 'Close the reading pane' }).click()
  await expect(grid.getByRole('columnheader', { name: 'Version' })).toBeVisible()
  const row = grid.getByRole('row', { name: 'letter.txt' })
  await expect(row.locator('[data-column=language]')).toHaveText('—not set')
})

test('a file has its name in the heading while it opens, never its id', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const id = await organization.create(file)
  await signIn(`/o/${organization.id}/Binary`)
  faults.add({ path: new RegExp(`/Binary/${id}`) }, { kind: 'delay', milliseconds: 2500 })
  await page.getByRole('link', { name: 'letter.txt' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'letter.txt' })).toBeVisible()
  // What the list knows stands in until the file's own answer is here.
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('letter.txt')
  await expect(page.getByRole('region', { name: 'Preview' })).not.toContainText('content')
})

test('what was found does not move when the chips of the search come late', async ({
  page,
  organization,
  signIn,
  faults,
}) => {
  const id = await organization.create(file)
  faults.add({ path: /FilterChips/ }, { kind: 'delay', milliseconds: 1500 })
  await signIn(`/o/${organization.id}/Binary`)
  await page.getByRole('textbox', { name: 'Ids' }).fill(id)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  const link = page.getByRole('link', { name: 'letter.txt' })
  const chips = page.getByRole('list', { name: 'Active filters' })
  await expect(page).toHaveURL(new RegExp(`_id=|${id}`))
  await expect(link).toBeVisible()
  await expect(chips).toBeHidden()
  const before = await link.boundingBox()
  await expect(chips).toBeVisible()
  expect(await link.boundingBox()).toEqual(before)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('the first row is near the top, and tells the patient', async ({
    page,
    organization,
    signIn,
  }) => {
    await organization.create({ ...file, securityContext: 'Patient/7' })
    await signIn(`/o/${organization.id}/Binary`)
    const row = page.getByRole('row', { name: 'letter.txt' })
    await expect(row).toContainText('Patient/7')
    const box = await row.boundingBox()
    expect(box?.y).toBeLessThan(200)
    const ids = page.getByRole('textbox', { name: 'Ids' })
    await expect(ids).toBeHidden()
    await page.getByRole('button', { name: 'Search the list' }).click()
    await expect(ids).toBeVisible()
    const field = page.getByRole('combobox', { name: 'Find by name, patient or id' })
    await field.focus()
    const find = await field.boundingBox()
    expect(find?.width).toBeGreaterThan(300)
    await field.fill('letter')
    await expect(page.getByRole('option', { name: /letter\.txt.*Patient\/7/ })).toBeInViewport({
      ratio: 1,
    })
  })

  test('differences are inline', async ({ page, organization, signIn }) => {
    const id = await organization.create(file)
    await organization.update(id, { ...file, content: 'Dear Dr Miller' })
    await signIn(`/o/${organization.id}/Binary/${id}/_compare/1/2`)
    await expect(page.getByRole('combobox', { name: 'Layout' })).toHaveValue('inline')
  })

  test('the list of uploads folds itself when all are done', async ({
    page,
    organization,
    signIn,
  }) => {
    await openList(page, organization, signIn)
    const dialog = await choose(page, [text('a.txt', 'a')])
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page)).toContainText('1 of 1 done')
    await expect(uploads(page).getByRole('button', { name: 'Unfold the list' })).toBeVisible()
  })
  test('the organization keeps its name in the bar while files are uploaded', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    const name = page.getByRole('banner').getByText(organization.name)
    const before = await name.boundingBox()
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'delay', milliseconds: 3000 })
    const dialog = await choose(page, [text('a.txt', 'a')])
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page)).toContainText('0 of 1 done')
    await expect(uploads(page).getByRole('button', { name: 'Fold the list' })).toBeVisible()
    expect(await name.boundingBox()).toEqual(before)
    await expect(uploads(page)).toContainText('1 of 1 done')
  })
})
