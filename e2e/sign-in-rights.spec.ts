import { expect } from '@playwright/test'
import { alertOf } from './support/door.ts'
import { grid, signIn, test } from './support/identity.ts'

/** What the provider's claims give somebody, told to who has never seen a token. */
test('who may only read is told so', async ({ page, parties, clinic }) => {
  const rights = { organizations: [clinic.id], roles: [] }
  parties.provider.enrol({ sub: 'rosa', name: 'Rosa Reader', ...rights })
  await signIn(page, `${parties.server.url}/o/${clinic.id}/Binary`, 'rosa')
  await expect(grid(page)).toBeVisible()
  const upload = page.getByRole('banner').getByRole('button', { name: 'Upload' })
  await expect(upload).toHaveAccessibleDescription('You may only read in this organization.')
})

test('who may open no organization is told so', async ({ page, parties, clinic }) => {
  parties.provider.enrol({ sub: 'nina', name: 'Nina Nobody', organizations: [], roles: [] })
  await signIn(page, `${parties.server.url}/o`, 'nina')
  await expect(page.getByRole('main')).toContainText('You have no access to any organization')
  await page.getByLabel('Organization id or slug').fill(clinic.id)
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(alertOf(page)).toContainText(`You have no access to “${clinic.id}”`)
})
