import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../../Preview.tsx'

function show(parts: BlobPart[], name: string) {
  const blob = new Blob(parts)
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview content={{ state: 'ready', blob, contentType: 'text/plain' }} name={name} />
    </div>,
  )
}

const region = (name: string) => page.getByRole('region', { name: `Text of ${name}` })

describe('a text that is too large for an editor', () => {
  it('opens 50 MB, draws what is in view, and walks to its end', async () => {
    const line = 'The quick brown fox jumps over the lazy dog.\n'
    await show([line.repeat(1_150_000), 'THE END.'], 'big.log')
    await expect
      .element(region('big.log').getByText('lazy dog', { exact: false }).first())
      .toBeVisible()
    ;(region('big.log').element() as HTMLElement).focus()
    await userEvent.keyboard('{End}')
    await expect.element(page.getByText('THE END.')).toBeVisible()
    await expect.element(page.getByText('1150001')).toBeVisible()
    expect(region('big.log').element().textContent.length).toBeLessThan(10_000)
  })

  it('finds words one after the other, and marks them', async () => {
    const fill = 'x'.repeat(99).concat('\n').repeat(30_000)
    await show([fill, 'Potassium 6.4\n', fill, 'potassium 4.1\n'], 'lab.log')
    const field = page.getByRole('searchbox', { name: 'Find in this text' })
    await field.fill('POTASSIUM')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Line 30,001')).toBeVisible()
    await expect.poll(() => document.querySelector('mark')?.textContent).toBe('Potassium')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Line 60,002')).toBeVisible()
    await expect.poll(() => document.querySelector('mark')?.textContent).toBe('potassium')
    await field.fill('sodium')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Not found')).toBeVisible()
  })

  it('is read in another encoding when the reader says so, and a long line says how long it is', async () => {
    const long = new Uint8Array(6_000_000).fill(0xe4)
    await show([long], 'long.txt')
    await expect.element(page.getByText('of 6,000,000 characters', { exact: false })).toBeVisible()
    await page.getByRole('combobox', { name: 'Encoding' }).selectOptions('windows-1251')
    await expect.element(page.getByText('дддд', { exact: false })).toBeVisible()
  })
})
