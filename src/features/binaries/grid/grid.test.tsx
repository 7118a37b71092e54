import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { cdp, page, userEvent, type Locator } from 'vitest/browser'
import type { Binary } from '#fhir/types.ts'
import '#ui/styles/base.css'
import { rowOf } from '../list/rows.ts'
import { BinariesGrid, type BinariesGridProps } from './BinariesGrid.tsx'
import { NOTHING_SELECTED } from './selection.ts'

const rows = ['a', 'b', 'c'].flatMap(
  (id) => rowOf({ resourceType: 'Binary', id, contentType: 'text/plain', ...filed(id) }) ?? [],
)

/** The last one for a patient; the others for nobody. */
function filed(id: string): Partial<Binary> {
  if (id !== 'c') return {}
  return { securityContext: { reference: 'Patient/1', display: 'Ann Example' } }
}

/** Longer than the pane waits until it follows a held key. */
const LATER = 400

/** The grid beside an open pane, as the page has it. */
function Beside(
  props: Pick<BinariesGridProps, 'onOpen' | 'onPreview' | 'onContext'> & {
    open?: string
    rows?: typeof rows
  },
) {
  const [openId, setOpenId] = useState<string | undefined>(props.open ?? 'a')
  return (
    <div style={{ inlineSize: 900, blockSize: 300, display: 'grid' }}>
      <BinariesGrid
        org="o"
        rows={props.rows ?? rows}
        total={3}
        busy={false}
        sort={undefined}
        onSort={() => undefined}
        openId={openId}
        onOpen={props.onOpen}
        onContext={props.onContext}
        onPreview={(id) => {
          props.onPreview(id)
          setOpenId(id)
        }}
        selection={NOTHING_SELECTED}
        onSelection={() => undefined}
        onNearEnd={() => undefined}
        listKey="list"
        returning={false}
        orderKey="order"
      >
        end
      </BinariesGrid>
    </div>
  )
}

async function open() {
  await page.viewport(1200, 700)
  const onOpen = vi.fn<BinariesGridProps['onOpen']>()
  const onPreview = vi.fn<BinariesGridProps['onPreview']>()
  const onContext = vi.fn<BinariesGridProps['onContext']>()
  const shown = await render(<Beside {...{ onOpen, onPreview, onContext }} />)
  const link = page.getByRole('link', { name: 'a', exact: true })
  await expect.element(link).toBeVisible()
  document.querySelector<HTMLElement>('[data-row="0"] > [data-column="name"]')?.focus()
  return { onOpen, onPreview, onContext, shown }
}

const later = () => vi.advanceTimersByTimeAsync(LATER)

// The pane waits for keys to rest: on a busy machine the next key of a test would come too late for that.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('the pane follows the arrow keys once they rest', async () => {
  const { onPreview } = await open()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  await later()
  expect(onPreview.mock.calls).toEqual([['c']])
})

test('a row that is opened by Enter stays open: the pane does not follow any more', async () => {
  const { onOpen, onPreview } = await open()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(onOpen.mock.calls.map(([row]) => row.id)).toEqual(['b'])
  await later()
  expect(onPreview).not.toHaveBeenCalled()
})

test('nothing follows after the pane was closed', async () => {
  const { onPreview } = await open()
  await userEvent.keyboard('{ArrowDown}{Escape}')
  await later()
  expect(onPreview.mock.calls).toEqual([[undefined]])
})

test('nothing follows after another row was clicked', async () => {
  const { onPreview } = await open()
  await userEvent.keyboard('{ArrowDown}')
  // At once: the locator's own click waits, and lets the timers run meanwhile.
  const row = page.getByRole('row', { name: /^Select c/ }).element() as HTMLElement
  row.click()
  await later()
  expect(onPreview.mock.calls).toEqual([['c']])
})

test('nothing follows once the list has left the screen', async () => {
  const { onPreview, shown } = await open()
  await userEvent.keyboard('{ArrowDown}')
  await shown.unmount()
  await later()
  expect(onPreview).not.toHaveBeenCalled()
})

test('what a file is filed under leads to all files of it, and opens nothing', async () => {
  const { onOpen, onPreview, onContext } = await open()
  await userEvent.click(page.getByRole('link', { name: 'Ann Example' }))
  expect(onContext.mock.calls.map(([row]) => row.context)).toEqual(['Patient/1'])
  expect(onOpen).not.toHaveBeenCalled()
  expect(onPreview).not.toHaveBeenCalled()
})

test('a press opens what it began on, also where another row has come under the pointer', async () => {
  const { onOpen, onPreview, onContext, shown } = await open()
  const at = await middleOf(page.getByRole('link', { name: 'a', exact: true }))
  const order = (...ids: number[]) => {
    const ordered = ids.flatMap((id) => rows[id] ?? [])
    return shown.rerender(<Beside {...{ onOpen, onPreview, onContext, rows: ordered }} />)
  }
  const opened = () => onOpen.mock.calls.map(([row]) => row.id)
  await mouse('mousePressed', at)
  await order(2, 1, 0)
  await mouse('mouseReleased', at)
  await later()
  expect(opened()).toEqual(['a'])

  // Where nothing moves, it counts once.
  await order(0, 1, 2)
  await mouse('mousePressed', at)
  await mouse('mouseReleased', at)
  await later()
  expect(opened()).toEqual(['a', 'a'])

  // Neither does a row that has gone meanwhile open anything, here or as a page of its own.
  const left = vi.fn<(event: Event) => void>((event) => event.preventDefault())
  window.navigation.addEventListener('navigate', left, { once: true })
  await mouse('mousePressed', at)
  await order(1, 2)
  await mouse('mouseReleased', at)
  await later()
  expect(left).not.toHaveBeenCalled()
  window.navigation.removeEventListener('navigate', left)
  await order(0, 1, 2)

  // Who moves away before letting go opens nothing.
  await mouse('mousePressed', at)
  await mouse('mouseMoved', { x: at.x, y: at.y + 40 })
  await mouse('mouseReleased', { x: at.x, y: at.y + 40 })
  await later()
  expect(opened()).toEqual(['a', 'a'])
  expect(onPreview).not.toHaveBeenCalled()
})

test('a press that began on something over the grid is none of an earlier press', async () => {
  const { onOpen } = await open()
  const at = await middleOf(page.getByRole('link', { name: 'a', exact: true }))
  await mouse('mousePressed', at)
  await mouse('mouseReleased', at)
  await later()
  expect(onOpen).toHaveBeenCalledOnce()
  // As what closes when it is pressed.
  const cover = document.createElement('div')
  cover.style.cssText = 'position: fixed; inset: 0; z-index: 1000'
  cover.addEventListener('pointerdown', () => cover.remove())
  document.body.append(cover)
  await mouse('mousePressed', at)
  expect(cover.isConnected).toBe(false)
  await mouse('mouseReleased', at)
  await later()
  expect(onOpen).toHaveBeenCalledOnce()
})

/** Of the screen, after which nothing moves any more. */
const FRAMES = 15

/** Of an element, in the window around the frame of the test, once the columns have their widths. */
async function middleOf(locator: Locator) {
  let box = new DOMRect()
  for (let still = 0; still < FRAMES; still += 1) {
    const before = box
    await new Promise(requestAnimationFrame)
    // The first measuring of the grid makes other cells.
    box = locator.element().getBoundingClientRect()
    if (box.x !== before.x || box.y !== before.y || box.width !== before.width) still = 0
  }
  const frame = window.frameElement?.getBoundingClientRect() ?? new DOMRect()
  const scale = frame.width === 0 ? 1 : frame.width / innerWidth
  return {
    x: frame.x + (box.x + box.width / 2) * scale,
    y: frame.y + (box.y + box.height / 2) * scale,
  }
}

/** A mouse as the browser has it: what becomes of two ends of a press is its own to say. */
function mouse(type: string, at: { x: number; y: number }) {
  const { send } = cdp() as { send: (method: string, params: object) => Promise<unknown> }
  const buttons = type === 'mouseReleased' ? 0 : 1
  return send('Input.dispatchMouseEvent', { type, ...at, button: 'left', buttons, clickCount: 1 })
}
