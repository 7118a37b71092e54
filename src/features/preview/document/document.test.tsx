import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

function show(content: BlobPart, width = 1000) {
  const blob = new Blob([content])
  return render(
    <div style={{ display: 'flex', inlineSize: width, blockSize: 700 }}>
      <Preview content={{ state: 'ready', blob, contentType: TYPE }} name="letter.docx" />
    </div>,
  )
}

describe('the viewer of written documents', () => {
  it('shows the sample: headings, their list, tables', async () => {
    const response = await fetch('/server/demo/files/protocol.docx')
    await show(await response.arrayBuffer())
    await page
      .getByRole('navigation', { name: 'Contents' })
      .getByRole('button', { name: 'Weaning' })
      .click()
    await expect.element(page.getByRole('heading', { name: 'Weaning' })).toHaveFocus()
    await expect.element(page.getByRole('cell', { name: '88 – 92 %' })).toBeVisible()
  })
})
