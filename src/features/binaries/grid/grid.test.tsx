import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
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
  props: Pick<BinariesGridProps, 'onOpen' | 'onPreview' | 'onContext'> & { open?: string },
) {
  const [openId, setOpenId] = useState<string | undefined>(props.open ?? 'a')
  return (
    <div style={{ inlineSize: 900, blockSize: 300, display: 'grid' }}>
      <BinariesGrid
        org="o"
        rows={rows}
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
  await page.getByRole('row', { name: /^Select c/ }).click({ position: { x: 400, y: 10 } })
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
