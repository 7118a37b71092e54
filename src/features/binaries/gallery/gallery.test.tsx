import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { NOTHING_SELECTED } from '../grid/selection.ts'
import { rowOf } from '../list/rows.ts'
import { Gallery, type GalleryProps } from './Gallery.tsx'

function makeRows(count: number) {
  return Array.from({ length: count }, (_, n) => n).flatMap(
    (n) =>
      rowOf({
        resourceType: 'Binary',
        id: `file-${n}`,
        contentType: n % 2 === 0 ? 'image/png' : 'text/plain',
        meta: { versionId: '1', lastUpdated: '2026-05-03T10:00:00Z' },
        ...(n === 0 ? { securityContext: { reference: 'Patient/7' } } : {}),
      }) ?? [],
  )
}

type Shown = Pick<GalleryProps, 'onOpen' | 'onPreview' | 'onNearEnd'>

function Framed({ count, width, ...on }: Shown & { count: number; width: number }) {
  const [rows] = useState(() => makeRows(count))
  const [selection, setSelection] = useState(NOTHING_SELECTED)
  const [openId, setOpenId] = useState<string>()
  return (
    <div style={{ inlineSize: width, blockSize: 600, display: 'grid' }}>
      <Gallery
        {...on}
        org="o"
        onContext={() => undefined}
        rows={rows}
        total={count}
        busy={false}
        sort={undefined}
        onSort={() => undefined}
        openId={openId}
        onPreview={(id) => {
          on.onPreview(id)
          setOpenId(id)
        }}
        selection={selection}
        onSelection={setSelection}
        listKey={`list of ${count}`}
        returning={false}
        orderKey="order"
        renderThumbnail={(row, icon) => <span data-picture={row.id}>{icon}</span>}
      >
        end
      </Gallery>
    </div>
  )
}

/** Four cards side by side, as 900 pixels have room for. */
async function open(count = 1000, width = 900) {
  await page.viewport(1200, 700)
  const on = {
    onOpen: vi.fn<GalleryProps['onOpen']>(),
    onPreview: vi.fn<GalleryProps['onPreview']>(),
    onNearEnd: vi.fn<GalleryProps['onNearEnd']>(),
  }
  await render(<Framed count={count} width={width} {...on} />)
  await expect.element(page.getByRole('link', { name: 'file-0', exact: true })).toBeVisible()
  return on
}

const grid = () => page.getByRole('grid', { name: 'Binaries' })
const focused = () => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row']
const columns = () => Number(grid().element().getAttribute('aria-colcount'))

test('a card is named by what is known of the file, and its picture says nothing', async () => {
  await open()
  const card = page.getByRole('gridcell', { name: /^file-0 Image · .*2026 Patient\/7$/ })
  await expect.element(card).toBeVisible()
  await expect
    .element(page.getByRole('gridcell', { name: /^file-1 Text · .* No security context$/ }))
    .toBeVisible()
  await expect.element(card).toHaveAttribute('aria-selected', 'false')
  await expect.element(grid()).toHaveAttribute('aria-rowcount', String(Math.ceil(1000 / columns())))
})

test('one card is a tab stop; arrows, Home and End move it among the cards', async () => {
  await open()
  await userEvent.tab()
  expect(focused()).toBe('0')
  expect(document.querySelectorAll('[role=grid] [tabindex="0"]')).toHaveLength(1)
  const beside = columns()
  expect(beside).toBeGreaterThan(2)
  await userEvent.keyboard('{ArrowRight}{ArrowDown}')
  expect(focused()).toBe(String(1 + beside))
  await userEvent.keyboard('{Home}')
  expect(focused()).toBe(String(beside))
  await userEvent.keyboard('{End}{ArrowRight}')
  expect(focused()).toBe(String(2 * beside))
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await expect.poll(focused).toBe('999')
  await expect.element(page.getByRole('link', { name: 'file-999' })).toBeVisible()
  await userEvent.keyboard('{Control>}{Home}{/Control}')
  await expect.poll(focused).toBe('0')
})

test('Enter opens, Shift and Enter opens beside, Escape closes', async () => {
  const { onOpen, onPreview } = await open()
  await userEvent.tab()
  await userEvent.keyboard('{ArrowRight}{Enter}')
  expect(onOpen.mock.calls.map(([row]) => row.id)).toEqual(['file-1'])
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}{Escape}')
  expect(onPreview.mock.calls).toEqual([['file-1'], [undefined]])
})

test('Space, Shift and the checkbox select', async () => {
  await open()
  await userEvent.tab()
  await userEvent.keyboard(' {Shift>}{ArrowRight}{ArrowRight}{/Shift}')
  const selected = () =>
    [...document.querySelectorAll('[aria-selected=true]')].map(
      (cell) => cell.querySelector('a')?.textContent,
    )
  await expect.poll(selected).toEqual(['file-0', 'file-1', 'file-2'])
  await page.getByRole('checkbox', { name: 'Select file-1', exact: true }).click()
  await expect.poll(selected).toEqual(['file-0', 'file-2'])
})

test('a click opens beside the list, one on the name opens the page', async () => {
  const { onOpen, onPreview } = await open()
  await page.getByRole('gridcell', { name: /^file-2 / }).click({ position: { x: 90, y: 60 } })
  expect(onPreview.mock.calls).toEqual([['file-2']])
  await page.getByRole('link', { name: 'file-3', exact: true }).click()
  expect(onOpen.mock.calls.map(([row]) => row.id)).toEqual(['file-3'])
})

test('only what is in view and near it is drawn, wherever the list is scrolled', async () => {
  const { onNearEnd } = await open(5000)
  const drawn = () => [...document.querySelectorAll<HTMLElement>('[data-picture]')]
  expect(drawn().length).toBeLessThan(80)
  expect(onNearEnd).not.toHaveBeenCalled()
  const scroller = grid().element().parentElement
  scroller?.scrollTo({ top: scroller.scrollHeight })
  await expect.element(page.getByRole('link', { name: 'file-4999' })).toBeVisible()
  // The card with the tab stop stays.
  expect(drawn()[0]?.dataset['picture']).toBe('file-0')
  expect(drawn().length).toBeLessThan(80)
  await expect.poll(() => onNearEnd.mock.calls.length).toBeGreaterThan(0)
})

test.each([
  [360, 2],
  [280, 1],
])('%i pixels have room for %i', async (width, beside) => {
  await page.viewport(390, 700)
  await render(
    <Framed
      count={20}
      width={width}
      onOpen={() => undefined}
      onPreview={() => undefined}
      onNearEnd={() => undefined}
    />,
  )
  await expect.element(grid()).toHaveAttribute('aria-colcount', String(beside))
})
