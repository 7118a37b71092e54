import type { Locator, Page } from '@playwright/test'
import type { TestOrganization } from '../fixtures.ts'

/** The links of the rows that are drawn, in their order. */
export function names(page: Page): Locator {
  return page
    .getByRole('grid', { name: 'Binaries' })
    .locator('[data-column=name] a:not([data-to=context])')
}

/** Four files. @returns the ids of `brief.txt`, `scan 2.txt`, `scan 10.txt` and `notes.csv` */
export async function fill(
  organization: TestOrganization,
): Promise<[string, string, string, string]> {
  const type = 'text/plain'
  const context = { securityContext: 'Patient/1' }
  return [
    await organization.create({ name: 'brief.txt', type, content: 'Guten Tag', language: 'de' }),
    await organization.create({ name: 'scan 2.txt', type, content: 'two', ...context }),
    await organization.create({ name: 'scan 10.txt', type, content: 'ten', ...context }),
    await organization.create({ name: 'notes.csv', type: 'text/csv', content: 'a,b', ...context }),
  ]
}
