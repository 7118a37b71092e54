import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** In forced colours (high contrast) all grounds are one colour: what is chosen must differ by more than its ground. */
test.beforeEach(({ page }) => page.emulateMedia({ forcedColors: 'active' }))

test('the list: open row, selected row, pressed chips, the page in the menu', async ({
  page,
  organization,
  signIn,
}) => {
  await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await organization.create({ name: 'b.json', type: 'application/json', content: '{}' })
  await signIn(`/o/${organization.id}/Binary`)
  const row = page.getByRole('row', { name: 'a.txt' })
  const plain = await look(row)
  await row.getByRole('checkbox').check()
  const selected = await look(row)
  expect(selected).not.toBe(plain)
  await row.getByRole('checkbox').uncheck()
  await row.locator('[data-column=version]').click()
  await expect(row).toHaveAttribute('aria-current', 'true')
  const open = await look(row)
  expect(open).not.toBe(plain)
  expect(open).not.toBe(selected)
  await page.getByRole('button', { name: 'Close the reading pane' }).click()

  await differsWhenPressed(page.getByRole('button', { name: /^JSON/ }))
  const link = page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Activity' })
  const before = await look(link)
  await link.click()
  await expect(link).toHaveAttribute('aria-current', 'page')
  expect(await look(link)).not.toBe(before)
})

test('a file: the chosen view, and keyboard focus', async ({ page, organization, signIn }) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await differsWhenPressed(page.getByRole('button', { name: 'Hex' }))
  const edit = page.getByRole('button', { name: 'Edit' })
  const before = await surroundings(edit)
  await page.getByRole('button', { name: 'New version' }).focus()
  await page.keyboard.press('Tab')
  await expect(edit).toBeFocused()
  expect((await surroundings(edit)).equals(before)).toBe(false)
})

test('differences: changed words stand out from the words around them', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'a.txt', type: 'text/plain' }
  const id = await organization.create({ ...file, content: 'take one tablet' })
  await organization.update(id, { ...file, content: 'take two tablets' })
  await signIn(`/o/${organization.id}/Binary/${id}/_compare/1/2`)
  for (const role of ['deletion', 'insertion'] as const) {
    const word = page.getByRole(role).first()
    await expect(word).toBeVisible()
    const around = word.locator('xpath=../span').first()
    expect(await look(word)).not.toBe(await look(around))
  }
})

/** What tells an element from its like, without pointer and focus: ground, frame, outline and the width of its borders. */
async function look(target: Locator): Promise<string> {
  await rest(target.page())
  return target.evaluate((element) => {
    const { backgroundColor, color, outlineStyle, outlineWidth, borderWidth } =
      getComputedStyle(element)
    // What is clear shows the canvas.
    const ground = backgroundColor.endsWith(', 0)') ? 'clear' : backgroundColor
    const canvas = getComputedStyle(document.documentElement).backgroundColor
    const outline = outlineStyle === 'none' ? 'none' : `${outlineStyle} ${outlineWidth}`
    return [ground === canvas ? 'clear' : ground, color, outline, borderWidth].join(', ')
  })
}

async function differsWhenPressed(button: Locator): Promise<void> {
  await expect(button).toHaveAttribute('aria-pressed', 'false')
  const before = await look(button)
  await button.click()
  await expect(button).toHaveAttribute('aria-pressed', 'true')
  expect(await look(button)).not.toBe(before)
}

async function rest(page: Page): Promise<void> {
  await page.mouse.move(0, 0)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  // Grounds fade for a moment.
  await page.waitForTimeout(200)
}

/** The element with what is drawn around it. */
async function surroundings(target: Locator): Promise<Buffer> {
  const box = await target.boundingBox()
  if (!box) throw new Error('It is not on the page')
  const clip = { x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8 }
  return target.page().screenshot({ clip })
}
