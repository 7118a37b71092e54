import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

const text = (bytes: BlobPart) => new Blob([bytes])

function showBlob(blob: Blob, contentType: string | undefined, name: string) {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview content={{ state: 'ready', blob, contentType }} name={name} />
    </div>,
  )
}

describe('hex', () => {
  it('shows known bytes and goes to an offset', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251)
    await showBlob(text(bytes), 'application/octet-stream', 'recorder.bin')
    await expect
      .element(page.getByText('00 01 02 03 04 05 06 07  08 09 0a', { exact: false }))
      .toBeVisible()
    await page.getByRole('textbox', { name: 'Go to offset' }).fill('0x186A0')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('From 0 to 99999', { exact: false })).toBeVisible()
    await page.getByRole('textbox', { name: 'Go to offset' }).fill('99999')
    await userEvent.keyboard('{Enter}')
    const row = page.getByRole('row').filter({ hasText: '00018690' })
    await expect.element(row).toHaveAttribute('aria-current', 'true')
    // Bytes that were not read yet stand as dots for a moment.
    await expect
      .poll(() => row.element().textContent)
      .toContain('56 57 58 59 5a 5b 5c 5d  5e 5f 60')
  })

  it('walks by keys to the last byte of a gigabyte', async () => {
    const piece = new Blob([new Uint8Array(1 << 20)])
    const blob = new Blob([...Array.from({ length: 1024 }, () => piece), 'THE END.'])
    await showBlob(blob, undefined, 'disk.img')
    const bytes = page.getByRole('region', { name: 'Bytes of disk.img' })
    await expect.element(bytes).toBeVisible()
    ;(bytes.element() as HTMLElement).focus()
    await userEvent.keyboard('{End}')
    await expect.element(page.getByText('THE END.')).toBeVisible()
    await userEvent.keyboard('{ArrowUp}{ArrowUp}{Home}')
    await expect.element(page.getByText('00000000', { exact: true })).toBeVisible()
  })

  it('finds text and bytes, one after the other', async () => {
    const content = new Uint8Array(3_000_000)
    content.set(new TextEncoder().encode('DICM'), 2_000_000)
    content.set(new TextEncoder().encode('DICM'), 2_500_000)
    await showBlob(text(content), 'application/octet-stream', 'recorder.bin')
    const field = page.getByRole('textbox', { name: 'Find text or bytes' })
    await field.fill('DICM')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('At 0x1e8480')).toBeVisible()
    const row = page.getByRole('row').filter({ hasText: '001e8480' })
    await expect.element(row).toHaveAttribute('aria-current', 'true')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('At 0x2625a0')).toBeVisible()
    await field.fill('44 49 43 4D')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('At 0x1e8480')).toBeVisible()
    await field.fill('44 49 43 4E')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Not found')).toBeVisible()
  })

  it('shows any kind as its bytes', async () => {
    await showBlob(text('plain'), 'text/plain', 'a.txt')
    await page.getByRole('button', { name: 'Hex' }).click()
    await expect.element(page.getByText('70 6c 61 69 6e', { exact: false })).toBeVisible()
    await page.getByRole('button', { name: 'Preview', exact: true }).click()
    await expect
      .element(
        page
          .getByRole('region', { name: 'Preview' })
          .getByRole('textbox', { name: 'Text of a.txt' }),
      )
      .toBeVisible()
  })

  it('bears an empty file', async () => {
    await showBlob(text(''), undefined, 'nothing')
    await expect.element(page.getByText('The file is empty: 0 bytes.')).toBeVisible()
  })
})
