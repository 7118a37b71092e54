import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

function show(content: BlobPart, width = 900, contentType = 'text/csv') {
  return render(
    <div style={{ display: 'flex', inlineSize: width, blockSize: 600 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name="vitals.csv"
      />
    </div>,
  )
}

const grid = () => page.getByRole('grid', { name: 'Table of vitals.csv' })

function columnOf(index: number): string[] {
  const cells = document.querySelectorAll(`[role=gridcell][aria-colindex="${index}"]`)
  return [...cells].map((cell) => cell.textContent ?? '')
}

describe('the CSV viewer', () => {
  it('shows the sample as a grid with its header', async () => {
    const response = await fetch('/server/demo/files/vitals.v1.csv')
    await show(await response.arrayBuffer())
    await expect.element(grid().getByRole('columnheader', { name: 'pulse' })).toBeVisible()
    await expect.element(grid().getByRole('gridcell', { name: '108' }).first()).toBeVisible()
    await expect.element(grid()).toHaveAttribute('aria-colcount', '11')
  })

  it('sorts by a column: ascending, descending, as in the file', async () => {
    await show('name,n\nb,10\na,9\nc,\n')
    const head = grid().getByRole('columnheader', { name: 'n', exact: true })
    await expect.poll(() => columnOf(3)).toEqual(['10', '9', ''])
    await head.click()
    await expect.poll(() => columnOf(3)).toEqual(['9', '10', ''])
    await expect.element(head).toHaveAttribute('aria-sort', 'ascending')
    await head.click()
    await expect.poll(() => columnOf(3)).toEqual(['10', '9', ''])
    await expect.element(head).toHaveAttribute('aria-sort', 'descending')
    await head.click()
    await expect.element(head).toHaveAttribute('aria-sort', 'none')
    await expect.poll(() => columnOf(2)).toEqual(['b', 'a', 'c'])
  })

  it('opens the table again when a sorting is stopped, and sorts anew', async () => {
    await show('a,b\n2,x\n1,y\n')
    await expect.poll(() => columnOf(2)).toEqual(['2', '1'])
    // The sorting takes for ever, and so does the opening after it.
    const held: (() => void)[] = []
    // oxlint-disable-next-line typescript/unbound-method -- called on the worker it was called on
    const real = Worker.prototype.postMessage
    const post = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
      this: Worker,
      ...message
    ) {
      held.push(() => Reflect.apply(real, this, message))
    })
    const head = grid().getByRole('columnheader', { name: 'a' })
    const sorting = page.getByText('Sorting…', { exact: false })
    await head.click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect.element(sorting).not.toBeInTheDocument()
    // Of a worker that was stopped nothing comes any more.
    await head.click()
    await expect.element(sorting).not.toBeInTheDocument()
    post.mockRestore()
    for (const send of held) send()
    await expect
      .poll(async () => {
        await head.click()
        return columnOf(2)
      })
      .toEqual(['1', '2'])
    await expect.element(sorting).not.toBeInTheDocument()
  })

  it('is walked by keys, shows the whole cell, sorts and widens by keys', async () => {
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await show('a,b\n1,"two\nlines"\n3,4\n')
    await expect.element(grid().getByRole('gridcell', { name: 'two ⏎ lines' })).toBeVisible()
    ;(grid().element() as HTMLElement).focus()
    await userEvent.keyboard('{ArrowRight}')
    const strip = page.getByRole('group', { name: 'Cell', exact: true })
    await expect.poll(() => strip.element().textContent).toMatch(/Row 2, b/)
    await expect.poll(() => strip.element().querySelector('pre')?.textContent).toBe('two\nlines')
    await userEvent.keyboard('{Control>}c{/Control}')
    await expect.poll(() => written.mock.lastCall).toEqual(['two\nlines'])
    const head = () => grid().getByRole('columnheader', { name: 'b', exact: true })
    const width = () => head().element().getBoundingClientRect().width
    const before = width()
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}')
    await expect.poll(width).toBe(before + 16)
    await userEvent.keyboard('{ArrowUp}{Enter}')
    await expect.element(head()).toHaveAttribute('aria-sort', 'ascending')
    written.mockRestore()
  })

  it('says which rows are ragged and goes there', async () => {
    const rows = Array.from({ length: 500 }, (_, at) => `${at},x`)
    rows[399] = '399,x,too many'
    await show(`a,b\n${rows.join('\n')}\n`)
    await expect.element(page.getByText(/Row 401 has 3 cells, the header 2\./)).toBeVisible()
    await page.getByRole('button', { name: 'Go to row 401' }).click()
    await expect.element(grid().getByRole('rowheader', { name: /401/ })).toBeVisible()
    await expect.element(grid().getByRole('gridcell', { name: 'too many' })).toBeVisible()
  })

  it('lets delimiter, quotes, header and encoding be changed', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('a;b\n1;'), 0xe6])
    await show(bytes)
    await expect.element(grid().getByRole('gridcell', { name: 'æ' })).toBeVisible()
    await page.getByRole('combobox', { name: 'Encoding' }).selectOptions('windows-1251')
    await expect.element(grid().getByRole('gridcell', { name: 'ж' })).toBeVisible()
    await page.getByRole('combobox', { name: 'Delimiter' }).selectOptions(',')
    await expect.element(grid().getByRole('columnheader', { name: 'a;b' })).toBeVisible()
    await page.getByRole('checkbox', { name: 'Header row' }).click()
    await expect.element(grid().getByRole('columnheader', { name: 'Column 1' })).toBeVisible()
    await expect.element(page.getByText('2 rows, 1 column')).toBeVisible()
  })

  it('leaves formulas and markup as text', async () => {
    await show('a,b\n"=HYPERLINK(""https://host.example"")",<img src=x onerror="parent.ran=1">\n')
    await expect.element(grid().getByText('=HYPERLINK("https://host.example")')).toBeVisible()
    expect(grid().element().querySelector('a, img')).toBeNull()
  })

  it('says that a file is empty, and shows it as its source', async () => {
    await show('')
    await expect.element(page.getByText('The file is empty: 0 bytes.')).toBeVisible()
  })

  it('shows thousands of columns, drawing only those in view', async () => {
    const names = Array.from({ length: 9000 }, (_, at) => `c${at}`)
    await show(`${names.join(',')}\n${names.map((_, at) => at).join(',')}\n`)
    await expect.element(grid().getByRole('columnheader', { name: 'c0' })).toBeVisible()
    ;(grid().element() as HTMLElement).focus()
    await userEvent.keyboard('{End}')
    await expect.element(grid().getByRole('columnheader', { name: 'c8999' })).toBeVisible()
    await expect.element(grid().getByRole('gridcell', { name: '8999' })).toBeVisible()
    expect(document.querySelectorAll('[role=gridcell]').length).toBeLessThan(200)
  })

  it('opens a million rows, drawing only those in view', async () => {
    const line = '2026-10-14T16:00,39.2,108,118,68,25,92,2,on adm\n'
    const blob = new Blob([
      'time,temp,pulse,sys,dia,breaths,spo2,o2,note\n',
      line.repeat(1_000_000),
    ])
    await show(blob)
    await expect.element(page.getByText('1,000,000 rows, 9 columns')).toBeVisible()
    await expect.element(grid().getByRole('gridcell', { name: '108' }).first()).toBeVisible()
    ;(grid().element() as HTMLElement).focus()
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect
      .element(grid().getByRole('rowheader', { name: '1000001', exact: false }))
      .toBeVisible()
    await expect.poll(() => columnOf(4).at(-1)).toBe('108')
    // The rows are the worker's: the page holds what is in view, however many there are.
    expect(document.querySelectorAll('[role=gridcell]').length).toBeLessThan(1000)
  })
})
