import type { RealServer } from '#test/real-server.ts'
import { addToken } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { alertOf, door } from './support/door.ts'

test.beforeEach(({ faults }) => faults.clear())

/** The fragment of a new link. */
async function printedCode(server: RealServer): Promise<string> {
  const line = await server.admin('link')
  return line.trim().slice(line.indexOf('#'))
}

test('a printed link signs in once, and one that is followed later changes nothing before an answer', async ({
  page,
  faults,
  realServer,
  organization,
}) => {
  const code = await printedCode(realServer)
  await page.goto(`${faults.url}/${code}`)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  expect(page.url()).not.toContain('code')
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  )
  expect(kept).not.toContain(code.slice('#code='.length))

  const bob = await addToken(realServer, { name: `Bob ${organization.id}` })
  const id = await organization.create({ name: 'old.txt', type: 'text/plain', content: 'old' })
  const file = `${faults.url}/o/${organization.id}/Binary/${id}`
  await page.goto(file)
  await page.getByRole('button', { name: 'Edit' }).click()
  const name = page.getByRole('textbox', { name: 'File name' })
  await name.fill('typed with care.txt')
  await page.goto(`${file}#token=${bob.token}`)
  const question = page.getByRole('alertdialog', { name: 'Sign in with the link that was opened?' })
  await expect(question).toContainText(`signs in as ${bob.name}`)
  await expect(question).toContainText('unsaved changes')
  await expect(page).toHaveURL(file)
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(name).toHaveValue('typed with care.txt')
  await page.goto(`${file}#token=made-up-by-somebody`)
  const refusal = page.getByRole('alertdialog', { name: 'The link does not sign in' })
  await refusal.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(name).toHaveValue('typed with care.txt')

  await page.goto(`${file}#token=${bob.token}`)
  await question.getByRole('button', { name: 'Sign out and use the link' }).click()
  await expect(name).toBeHidden()
  await expect(page.getByRole('heading', { name: 'old.txt' })).toBeVisible()

  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Sign out/ }).click()
  await expect(door(page)).toBeVisible()
  await page.goto(`${faults.url}/${code}`)
  await expect(alertOf(page)).toContainText('This link was used already')
  await expect(alertOf(page)).toContainText('npm run admin -- link')
})

test('a sign-out ends the session of a link at the server, and closing or reloading a tab does not', async ({
  page,
  context,
  faults,
  realServer,
}) => {
  await page.goto(`${faults.url}/${await printedCode(realServer)}`)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  const token = await page.evaluate(
    () => /bns_[\w-]+/.exec(JSON.stringify(Object.values(sessionStorage)))?.[0],
  )
  expect(token).toBeDefined()
  const headers = { authorization: `Bearer ${token}` }
  const status = async () => (await fetch(`${realServer.url}/organizations`, { headers })).status
  const other = await context.newPage()
  await other.goto(faults.url)
  await expect(other.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await page.close()
  await other.reload()
  await expect(other.getByRole('navigation', { name: 'Main' })).toBeVisible()
  expect(await status()).toBe(200)

  await other.getByRole('button', { name: 'Session' }).click()
  await other.getByRole('menuitem', { name: /Sign out/ }).click()
  await expect(door(other)).toBeVisible()
  await expect.poll(status).toBe(401)
})

test('a session that has ended at the server is asked for over what was typed, and another link goes on with it', async ({
  page,
  faults,
  realServer,
  organization,
}) => {
  const id = await organization.create({ name: 'old.txt', type: 'text/plain', content: 'old' })
  await page.goto(`${faults.url}/o/${organization.id}/Binary/${id}${await printedCode(realServer)}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'File name' }).fill('typed with care.txt')
  // As after an hour in which nobody used it.
  await realServer.admin('link', 'end')
  await page.getByRole('button', { name: 'Save' }).click()
  const renewal = page.getByRole('dialog', { name: 'Your access token is no longer accepted' })
  await expect(renewal).toContainText('paste a new link')
  await expect(renewal).toContainText('nothing you typed or queued is lost')
  const link = `${faults.url}/${await printedCode(realServer)}`
  await renewal.getByLabel('Access token', { exact: true }).fill(link)
  await renewal.getByRole('button', { name: 'Continue' }).click()
  await expect(renewal).toBeHidden()
  await expect(page.getByRole('heading', { name: 'typed with care.txt' })).toBeVisible()
})

test('a sign-out reaches a tab that was on another site, and leaves nothing that names an organization', async ({
  page,
  context,
  faults,
  realServer,
  organization,
  signIn,
}) => {
  const list = `/o/${organization.id}/Binary`
  await organization.create({ name: 'potassium.txt', type: 'text/plain', content: 'x' })
  await signIn(`${list}/_history`)
  await expect(page.getByText('potassium.txt').first()).toBeVisible()
  const other = await context.newPage()
  await other.goto(`${faults.url}${list}`)
  await expect(other.getByText('potassium.txt')).toBeVisible()
  await page.goto('about:blank')
  await other.getByRole('button', { name: 'Session' }).click()
  await other.getByRole('menuitem', { name: /Sign out/ }).click()
  await expect(door(other)).toBeVisible()

  await page.goBack()
  for (const tab of [page, other]) {
    await expect(door(tab)).toBeVisible()
    await expect(tab).toHaveTitle(/^Connect/)
    const left = await tab.evaluate(async () =>
      JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        history.state,
        location.href,
      ]),
    )
    for (const secret of [organization.id, organization.name, 'potassium', realServer.token])
      expect(left).not.toContain(secret)
  }
})
