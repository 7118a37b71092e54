import { readFileSync, readdirSync, writeFileSync, mkdirSync } from 'node:fs'
import { expect, test } from './fixtures.ts'
test.setTimeout(600_000)
test('gallery', async ({ page, organization, signIn }) => {
  const root = '/work/shared/corpus'
  const files = [
    ...readdirSync(root + '/pdf').map((f) => 'pdf/' + f),
    ...readdirSync(root + '/minimal')
      .filter((f) => f.endsWith('.pdf'))
      .map((f) => 'minimal/' + f),
  ]
  mkdirSync('/tmp/pdfw/shots', { recursive: true })
  const messages: string[] = []
  page.context().on('console', (m) => {
    if (m.type() !== 'debug' && m.type() !== 'log')
      messages.push(m.type() + ' ' + m.text().slice(0, 200))
  })
  await page.setViewportSize({ width: 1300, height: 1100 })
  const only = process.env.ONLY
  let out = ''
  for (const file of files.filter((f) => !only || f.includes(only))) {
    const id = await organization.create({
      name: file.split('/')[1],
      type: 'application/pdf',
      content: readFileSync(root + '/' + file),
    })
    messages.length = 0
    if (out === '') await signIn(`/o/${organization.id}/Binary/${id}`)
    else
      await page.evaluate((to) => {
        history.pushState({}, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      }, `/o/${organization.id}/Binary/${id}`)
    const preview = page.getByRole('region', { name: 'Preview' })
    await expect(page.getByRole('heading', { level: 1 })).toContainText(file.split('/')[1]!, {
      timeout: 15000,
    })
    await page.waitForTimeout(1200)
    await preview
      .locator('.loading, [aria-busy=true]')
      .first()
      .waitFor({ state: 'detached', timeout: 20000 })
      .catch(() => {})
    await page.waitForTimeout(800)
    const notes = await preview.evaluate((e) =>
      [
        ...e.querySelectorAll(
          '[class*=banner], h2, h3, form[class*=password] p, [data-fault], button[aria-pressed]',
        ),
      ]
        .map((x) => x.textContent)
        .filter((x) => x && !/^(Preview|Hex)$/.test(x))
        .join(' | '),
    )
    const count = await preview.locator('[data-page-number] canvas').count()
    out += `${file}\tcanvases ${count}\t${notes}\t${messages.slice(0, 3).join(' ;; ')}\n`
    writeFileSync('/tmp/pdfw/gallery.tsv', out)
    await preview.screenshot({ path: `/tmp/pdfw/shots/${file.split('/')[1]}.png` }).catch(() => {})
  }
})
