import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { RealServer } from '#test/real-server.ts'
import type { TestOrganization } from '../fixtures.ts'

/** A page of the console with something on it, and what shows that it is all there. */
export interface Place {
  name: string
  path: string
  ready: (page: Page) => Promise<void>
}

/** Fills the organization, one of at least two, with a file of several versions and one that is deleted. @returns every page of it */
export async function fillPlaces(
  organization: TestOrganization,
  server: RealServer,
): Promise<Place[]> {
  const second = `second-${organization.id}`
  const names = ['--slug', `${second}-slug`, '--name', 'Next door']
  await server.admin('organization', 'add', '--id', second, ...names)
  const image = await readFile(resolve(import.meta.dirname, '../../server/demo/files/chest.v1.png'))
  const letter = {
    name: 'letter.txt',
    type: 'text/plain',
    content: 'Aspirin 100 mg\nHome on Friday',
  }
  const id = await organization.create({ ...letter, language: 'en' })
  await organization.update(id, { ...letter, content: 'Aspirin 75 mg\nHome on Friday' })
  await organization.update(id, {
    ...letter,
    content: 'Aspirin 75 mg\nHome on Friday',
    language: 'de',
  })
  await organization.update(id, { name: 'chest.png', type: 'image/png', content: image })
  await organization.update(id, letter)
  const gone = await organization.create({ ...letter, name: 'gone.txt' })
  await organization.fetch(`/${gone}`, { method: 'DELETE' })
  const base = `/o/${organization.id}/Binary`
  const sees = (text: string | RegExp) => (page: Page) =>
    expect(page.getByRole('main')).toContainText(text)
  return [
    { name: 'organizations', path: '/o', ready: showsChoices },
    { name: 'Binaries', path: base, ready: sees('letter.txt') },
    { name: 'the reading pane', path: `${base}?open=${id}`, ready: sees('Aspirin 100 mg') },
    { name: 'a Binary', path: `${base}/${id}`, ready: sees('Aspirin 100 mg') },
    { name: 'a deleted Binary', path: `${base}/${gone}`, ready: sees('gone.txt was deleted') },
    { name: 'versions', path: `${base}/${id}/_history`, ready: sees('Version 5') },
    { name: 'a version', path: `${base}/${id}/_history/2`, ready: sees('Aspirin 75 mg') },
    {
      name: 'differences of text',
      path: `${base}/${id}/_compare/1/2`,
      ready: sees(/line changed/),
    },
    { name: 'identical bytes', path: `${base}/${id}/_compare/2/3`, ready: sees(/identical/i) },
    { name: 'two kinds side by side', path: `${base}/${id}/_compare/4/5`, ready: showsBoth },
    { name: 'activity', path: `${base}/_history`, ready: sees('gone.txt') },
    { name: 'settings', path: '/settings', ready: sees('Keyboard shortcuts') },
  ]
}

async function showsChoices(page: Page): Promise<void> {
  await expect(page.getByRole('textbox', { name: 'Organization id or slug' })).toBeVisible()
}

async function showsBoth(page: Page): Promise<void> {
  const content = page.getByRole('region', { name: 'Content differences' })
  await expect(content.getByRole('img').first()).toBeVisible()
  await expect(content).toContainText('Aspirin 100 mg')
}
