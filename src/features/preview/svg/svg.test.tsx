import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

function show(content: BlobPart, contentType = 'image/svg+xml') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name="chart.svg"
      />
    </div>,
  )
}

const svg = (inside: string, attributes = 'viewBox="0 0 100 60"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`
const image = () => page.getByRole('img', { name: /^chart\.svg/ })
const sizeOf = () => {
  const { naturalWidth, naturalHeight } = image().element() as HTMLImageElement
  return [naturalWidth, naturalHeight]
}

describe('the SVG viewer', () => {
  it('draws the sample, with its title, and tells its script', async () => {
    const response = await fetch('/server/demo/files/body-chart.svg')
    await show(await response.arrayBuffer())
    await expect
      .element(page.getByRole('img', { name: /^chart.svg: Body chart: pain on the right side/ }))
      .toBeVisible()
    await expect.element(page.getByText('1 script was not run.')).toBeVisible()
    await expect.poll(sizeOf).toEqual([360, 480])
    await page.getByRole('button', { name: 'Source' }).click()
    await expect.element(page.getByRole('textbox', { name: 'Text of chart.svg' })).toBeVisible()
  })

  it('shows what a drawing without a size draws, as far as it reaches', async () => {
    await show(svg('<rect x="400" y="300" width="200" height="100" fill="red"/>', ''))
    await expect.poll(sizeOf).toEqual([208, 108])
    await expect.element(page.getByText('It declares no size', { exact: false })).toBeVisible()
  })

  it('tells the letters that it does not draw', async () => {
    await show(
      svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">5 mg</p></foreignObject>'),
    )
    await expect.element(page.getByText('Not drawn: “5 mg”', { exact: false })).toBeVisible()
  })

  it('refuses one that never ends, says why, and shows its source', async () => {
    let inside = '<g id="a0"><rect width="1" height="1"/></g>'
    for (let at = 1; at < 30; at += 1) {
      inside += `<g id="a${at}"><use href="#a${at - 1}"/><use href="#a${at - 1}"/></g>`
    }
    await show(svg(`<defs>${inside}</defs><use href="#a29"/>`))
    await expect.element(page.getByText('draw for minutes', { exact: false })).toBeVisible()
    await expect.element(page.getByRole('textbox', { name: 'Text of chart.svg' })).toBeVisible()
    await expect.element(image()).not.toBeInTheDocument()
    await expect.element(page.getByRole('button', { name: 'Hex' })).toBeVisible()
  })

  it('shows a slow one as pixels', async () => {
    const dots = Array.from(
      { length: 40_000 },
      (_, at) => `<circle cx="${at % 100}" cy="${at % 59}" r="2" opacity=".5"/>`,
    )
    await show(svg(dots.join('')))
    await expect.element(page.getByText('a picture of pixels', { exact: false })).toBeVisible()
    await expect.poll(() => Math.max(...sizeOf())).toBeGreaterThanOrEqual(2048)
  })

  it('draws what is there of a broken one', async () => {
    await show(svg('<rect width="50" height="60"/><g><rect x="50"').replace('</svg>', ''))
    await expect.element(image()).toBeVisible()
    await expect.element(page.getByText('The file is damaged', { exact: false })).toBeVisible()
  })

  it('leaves no frame behind', async () => {
    const { unmount } = await show(svg('<rect/>'))
    await expect.element(image()).toBeVisible()
    expect(document.querySelectorAll('iframe')).toHaveLength(0)
    await unmount()
  })
})
