import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

afterEach(() => {
  vi.restoreAllMocks()
})

function show(...parts: BlobPart[]) {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob(parts), contentType: 'text/plain' }}
        name="report.txt"
      />
    </div>,
  )
}

function chosen(): string | undefined {
  const choice = page.getByRole('combobox', { name: 'Encoding' }).query()
  return choice instanceof HTMLSelectElement ? choice.selectedOptions[0]?.text : undefined
}

describe('the encoding of a text', () => {
  it('is found in a worker where the text is large, by its last letter', async () => {
    const decoded = vi.spyOn(TextDecoder.prototype, 'decode')
    await show('plain line\n'.repeat(400_000), Uint8Array.of(0x47, 0x72, 0xf6, 0xdf, 0x65))
    await expect.poll(chosen).toBe('Western (Windows-1252) (guessed)')
    const tried = decoded.mock.calls.filter(([bytes], at) => {
      const decoder = decoded.mock.contexts[at]
      const isTry = decoder instanceof TextDecoder && decoder.fatal
      return isTry && (bytes?.byteLength ?? 0) > 100_000
    })
    expect(tried).toEqual([])
  })

  it('says that its label names one that can’t be read, until one is chosen', async () => {
    const content = {
      state: 'ready',
      blob: new Blob(['premi', Uint8Array.of(0x8a), 're']),
      contentType: 'text/plain; charset=ibm865',
    } as const
    await render(<Preview content={content} name="report.txt" />)
    const note = page.getByText('The label says ibm865, an encoding that can’t be read here')
    await expect.element(note).toBeVisible()
    await page.getByRole('combobox', { name: 'Encoding' }).selectOptions('macintosh')
    await expect.element(note).not.toBeInTheDocument()
  })

  it('says that some bytes of UTF-8 are broken', async () => {
    await show('Größe: 5 µm, naïve ', Uint8Array.of(0xf6))
    await expect.poll(chosen).toBe('UTF-8 (found, some bytes broken)')
    await expect
      .element(page.getByRole('textbox').getByText('Größe', { exact: false }))
      .toBeVisible()
  })
})
