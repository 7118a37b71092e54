import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { BytesDiffer } from './BytesDiffer.tsx'

const side = (bytes: string | Uint8Array<ArrayBuffer>, title: string) => ({
  blob: new Blob([bytes]),
  contentType: 'application/octet-stream',
  kind: 'other' as const,
  id: 'a',
  versionId: title,
  title,
})

it('shows what was inserted between the bytes that stayed, with signs and words', async () => {
  await render(
    <BytesDiffer left={side('ABCDEFGH', 'Version 1')} right={side('ABCDxyEFGH', 'Version 2')} />,
  )
  await expect.element(page.getByText('2 bytes added in 1 place.')).toBeVisible()
  const table = page.getByRole('table', { name: 'Version 1 and Version 2, byte by byte' })
  await expect.element(table.getByText('+', { exact: true })).toBeInTheDocument()
  await expect.element(table.getByText('After: ')).toBeInTheDocument()
  await expect.element(table.getByText('78', { exact: true })).toBeVisible()
})

it('folds what is equal, and n and p lead through the changes', async () => {
  const left = new Uint8Array(100_000)
  const right = left.slice()
  right[20_000] = 1
  right[80_000] = 2
  await render(<BytesDiffer left={side(left, 'Version 1')} right={side(right, 'Version 2')} />)
  await expect.element(page.getByText('2 bytes changed in 2 places.')).toBeVisible()
  await expect
    .element(page.getByRole('button', { name: /Show more of 19,968 equal bytes/ }))
    .toBeVisible()
  page.getByRole('group', { name: 'Bytes' }).element().focus()
  await userEvent.keyboard('n')
  await expect.element(page.getByLabelText('Change', { exact: true })).toHaveTextContent('1 of 2')
  await userEvent.keyboard('n')
  await expect.element(page.getByLabelText('Change', { exact: true })).toHaveTextContent('2 of 2')
  await userEvent.keyboard('p')
  await expect.element(page.getByLabelText('Change', { exact: true })).toHaveTextContent('1 of 2')
})
