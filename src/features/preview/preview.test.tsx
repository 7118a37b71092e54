import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview, type PreviewContent } from './Preview.tsx'

async function sample(name: string): Promise<Blob> {
  const response = await fetch(`/server/demo/files/${name}`)
  expect(response.ok).toBe(true)
  return new Blob([await response.arrayBuffer()])
}

function show(content: PreviewContent, name: string) {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview content={content} name={name} />
    </div>,
  )
}

function showBlob(blob: Blob, contentType: string | undefined, name: string) {
  return show({ state: 'ready', blob, contentType }, name)
}

const region = () => page.getByRole('region', { name: 'Preview' })
const text = (bytes: BlobPart, type?: string) =>
  new Blob([bytes], type === undefined ? {} : { type })

afterEach(() => {
  delete (window as { ran?: boolean }).ran
})

describe('states', () => {
  it('asks before it loads what is large', async () => {
    const onLoad = vi.fn<() => void>()
    await show({ state: 'asks', size: 240_000_000, onLoad }, 'scan.png')
    await expect.element(page.getByText('This file is 240 MB')).toBeVisible()
    await page.getByRole('button', { name: 'Load the preview' }).click()
    expect(onLoad).toHaveBeenCalledOnce()
  })

  it('says how far it is, and stops', async () => {
    const onStop = vi.fn<() => void>()
    await show({ state: 'loading', loaded: 1_000_000, total: 4_000_000, onStop }, 'scan.png')
    await expect.element(page.getByText('1 MB of 4 MB')).toBeVisible()
    const bar = page.getByRole('progressbar', { name: 'Loading the preview' })
    expect((bar.element() as HTMLProgressElement).value).toBe(1_000_000)
    await page.getByRole('button', { name: 'Stop' }).click()
    expect(onStop).toHaveBeenCalledOnce()
  })

  it('says why it failed, and tries again', async () => {
    const onRetry = vi.fn<() => void>()
    await show(
      {
        state: 'failed',
        title: 'No connection',
        advice: 'Check the network.',
        details: 'x',
        onRetry,
      },
      'a',
    )
    await expect.element(page.getByRole('alert')).toBeVisible()
    await expect.element(page.getByRole('heading', { name: 'No connection' })).toBeVisible()
    await page.getByRole('button', { name: 'Try again' }).click()
    expect(onRetry).toHaveBeenCalledOnce()
  })
})

describe('images', () => {
  it('fits, zooms by button, key and wheel, pans and turns', async () => {
    await showBlob(await sample('chest.v1.png'), 'image/png', 'chest.png')
    const image = page.getByRole('img', { name: 'chest.png' })
    await expect.element(image).toBeVisible()
    const frame = region().getByRole('group', { name: 'Image', exact: true }).last()
    const width = () => Math.round(image.element().getBoundingClientRect().width)
    // The pane may still be growing to its height.
    let fitted = 0
    const isSettled = () => {
      const before = fitted
      fitted = width()
      return fitted > 50 && fitted === before
    }
    await expect.poll(isSettled, { interval: 200 }).toBe(true)
    expect(fitted).toBeLessThanOrEqual(Math.round(frame.element().getBoundingClientRect().width))
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(() => width() / fitted).toBeCloseTo(1.25, 1)
    ;(frame.element() as HTMLElement).focus()
    await userEvent.keyboard('1')
    const natural = (image.element() as HTMLImageElement).naturalWidth
    await expect.poll(width).toBe(natural)
    await userEvent.keyboard('++++++++')
    const left = image.element().getBoundingClientRect().left
    await userEvent.keyboard('{ArrowRight}')
    await expect
      .poll(() => Math.round(left - image.element().getBoundingClientRect().left))
      .toBe(48)
    await userEvent.keyboard('0')
    await expect.poll(width).toBe(fitted)
    frame
      .element()
      .dispatchEvent(
        new WheelEvent('wheel', { deltaY: -100, ctrlKey: true, bubbles: true, cancelable: true }),
      )
    await expect.poll(width).toBeGreaterThan(fitted)
    await userEvent.keyboard('0r')
    const box = () => image.element().getBoundingClientRect()
    const { naturalWidth, naturalHeight } = image.element() as HTMLImageElement
    await expect.poll(() => box().width / box().height).toBeCloseTo(naturalHeight / naturalWidth, 1)
  })

  it('runs nothing of an SVG', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="parent.ran=true"><script>parent.ran=true;window.ran=true</script><rect width="40" height="40"/></svg>`
    await showBlob(text(svg), 'image/svg+xml', 'chart.svg')
    const image = page.getByRole('img', { name: 'chart.svg' })
    await expect.poll(() => (image.element() as HTMLImageElement).naturalWidth).toBe(40)
    expect(window).not.toHaveProperty('ran')
    expect(document.querySelector('[aria-label=Preview] svg rect')).toBeNull()
  })

  it('says so when a picture is broken, and offers its bytes', async () => {
    const png = new Uint8Array(await (await sample('chest.v1.png')).arrayBuffer()).slice(0, 40)
    await showBlob(text(png), 'image/png', 'broken.png')
    await expect.element(page.getByText('This picture can’t be shown')).toBeVisible()
    await page.getByRole('button', { name: 'Show bytes' }).click()
    await expect.element(page.getByText('89 50 4e 47 0d 0a 1a 0a', { exact: false })).toBeVisible()
  })

  it('says so when the end of a picture is missing', async () => {
    const png = await sample('chest.v1.png')
    await showBlob(png.slice(0, png.size - 2000), 'image/png', 'cut.png')
    await expect.element(page.getByText('The file is incomplete')).toBeVisible()
  })
})

describe('text', () => {
  const shown = () =>
    document.querySelector('[aria-label="Preview"] .cm-content')?.textContent ?? ''

  it('reads Windows-1252 and lets the reader choose', async () => {
    await showBlob(text(Uint8Array.of(0x47, 0x72, 0xf6, 0xdf, 0x65)), 'text/plain', 'a.txt')
    await expect.poll(shown).toContain('Größe')
    await page.getByRole('combobox', { name: 'Encoding' }).selectOptions('windows-1251')
    await expect.poll(shown).toContain('GrцЯe')
  })

  it('renders HTML only in the sandbox', async () => {
    await showBlob(await sample('portal.html'), 'text/html', 'portal.html')
    const frame = page.getByTitle('Page of portal.html')
    await expect.element(frame).toBeVisible()
    await expect.element(frame).toHaveAttribute('sandbox', 'allow-scripts')
    expect(document.querySelector('[aria-label=Preview] h1')).toBeNull()
  })

  it('finds in the text', async () => {
    const line = (at: number) => `line ${at}`
    const lines = Array.from({ length: 5000 }, (_, at) => line(at)).join('\n')
    await showBlob(text(lines), 'text/plain', 'long.txt')
    await expect.poll(shown).toContain('line 1')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await userEvent.keyboard('line 4321{Enter}')
    await expect.poll(shown).toContain('line 4321')
  })

  it('lays out JSON on demand', async () => {
    await showBlob(text('{"a":[1.0,2]}'), 'application/json', 'a.json')
    await page.getByRole('button', { name: 'Source' }).click()
    await page.getByRole('button', { name: 'Formatted' }).click()
    await expect.poll(shown).toContain('"a": [')
  })

  it('says why it can not lay out what is not JSON', async () => {
    await showBlob(text('{"a":'), 'application/json', 'b.json')
    await page.getByRole('button', { name: 'Formatted' }).click()
    await expect.element(page.getByText(/^Shown as it is stored/)).toBeVisible()
  })
})

describe('what a content is', () => {
  it('is told by its bytes, not by its label', async () => {
    await showBlob(await sample('lab-report.v1.pdf'), 'image/png', 'x.png')
    await expect
      .element(page.getByText('Labelled as image/png, but the content is a PDF document.'))
      .toBeVisible()
    await expect.element(page.getByRole('group', { name: /^Page 1 of/ })).toBeVisible()
  })
})
