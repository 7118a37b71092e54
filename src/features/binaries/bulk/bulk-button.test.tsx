import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { rowOf } from '../list/rows.ts'
import type { BulkOperation, BulkState } from './bulk-operation.ts'
import { BulkButton } from './BulkButton.tsx'
import { BulkProvider } from './context.tsx'

const rows = Array.from({ length: 2000 }, (_, at) =>
  rowOf({ resourceType: 'Binary', id: `b${at}`, contentType: 'text/plain' }),
).flatMap((row) => row ?? [])

async function show(phase: BulkState['phase']) {
  const state: BulkState = {
    org: 'o',
    action: { kind: 'remove' },
    rows,
    results: new Map(rows.map(({ id }) => [id, { state: 'stopped' }])),
    phase,
    open: false,
    dismissed: false,
  }
  const bulk = { open: () => undefined } as unknown as BulkOperation
  await render(
    <BulkProvider bulk={bulk}>
      <BulkButton state={state} onDecide={() => undefined} />
    </BulkProvider>,
  )
  const button = page.getByRole('button')
  await expect.element(button).toBeVisible()
  return button
}

test.each([
  ['running', 'Deleting 2,000 of 2,000'],
  ['finished', '2,000 of 2,000 not deleted'],
] as const)(
  'leaves room for the organization’s name on a phone, and says all to a screen reader (%s)',
  async (phase, name) => {
    await page.viewport(390, 844)
    const button = await show(phase)
    await expect.element(button).toHaveTextContent(name)
    expect(button.element().getBoundingClientRect().width).toBeLessThan(150)
    await page.viewport(1024, 768)
    expect(button.element().getBoundingClientRect().width).toBeGreaterThan(150)
  },
)
