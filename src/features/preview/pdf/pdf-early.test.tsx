import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { blobSource, type ContentSource } from '#formats/content-source.ts'
import { makePdf } from '#test/make-pdf.ts'
import { PdfViewer } from './PdfViewer.tsx'

it('shows the first page before it is known what else is in the file, and tells that when it is', async () => {
  const whole = blobSource(new Blob([makePdf({ pages: [{ text: 'Sheet 1' }] })]))
  const end = Promise.withResolvers<Uint8Array<ArrayBuffer>>()
  // pdf.js reads from the beginning of a block: only who asks whether the file is whole begins elsewhere.
  const slice: ContentSource['slice'] = (start, ...rest) =>
    start % (1 << 20) === 0 ? whole.slice(start, ...rest) : end.promise
  const source: ContentSource = { ...whole, here: undefined, slice }
  await render(
    <div style={{ display: 'flex', flexDirection: 'column', inlineSize: 900, blockSize: 600 }}>
      <PdfViewer
        source={source}
        contentType="application/pdf"
        kind="pdf"
        name="letter.pdf"
        bar={null}
        onProblem={() => undefined}
      />
    </div>,
  )
  await expect.element(page.getByText('Sheet 1', { exact: true })).toBeInTheDocument()
  const told = page.getByText('The file is cut short')
  await expect.element(told).not.toBeInTheDocument()
  end.resolve(new Uint8Array())
  await expect.element(told).toBeVisible()
})
