import { MemoryRouter } from 'react-router'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { itemOf, passing, queueOf } from '#test/upload-items.ts'
import { Announcer } from '#ui/feedback/announcer.tsx'
import { Toaster } from '#ui/feedback/Toaster.tsx'
import { dismissAllToasts, toast } from '#ui/feedback/toasts.ts'
import { createStore } from '#ui/store.ts'
import { UploadContext, UploadQueueProvider } from '../context.tsx'
import type { ItemState, UploadItem } from '../queue/item.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'
import { UploadsPanel } from './UploadsPanel.tsx'

const stored: ItemState = { kind: 'stored', id: 'x', versionId: '2', verified: true, found: false }
const waiting: ItemState = { kind: 'waiting' }

function many(count: number): UploadItem[] {
  return Array.from({ length: count }, (_, at) => itemOf(`scan ${at}.pdf`, waiting))
}

/** The panel over a queue whose state the test sets. */
async function open(items: UploadItem[]) {
  const store = createStore(queueOf(...items))
  const command = vi.fn<UploadQueue['command']>()
  const nothing = () => undefined
  const queue = {
    ...store,
    command,
    add: nothing,
    retryAll: nothing,
    pause: nothing,
    resume: nothing,
    clearFinished: nothing,
    lock: nothing,
    unlock: nothing,
  } as unknown as UploadQueue
  await render(
    <MemoryRouter>
      <UploadQueueProvider queue={queue}>
        <UploadContext
          value={{
            openDialog: nothing,
            queue,
            isPanelOpen: true,
            setPanelOpen: nothing,
            setTarget: nothing,
          }}
        >
          <UploadsPanel conflictDialog={() => null} />
        </UploadContext>
      </UploadQueueProvider>
      <Toaster />
      <Announcer />
    </MemoryRouter>,
  )
  return { command, show: (next: UploadItem[]) => store.set(queueOf(...next)) }
}

const rows = () => page.getByRole('region', { name: 'Uploads' }).getByRole('listitem')
const button = (row: string, name: string) =>
  page.getByRole('listitem').filter({ hasText: row }).getByRole('button', { name })

beforeEach(() => page.viewport(1280, 800))

describe('the list of uploads', () => {
  test('draws of five thousand only those near the view, and tells how many there are', async () => {
    await open(many(5_000))
    await expect.element(rows().first()).toHaveAttribute('aria-setsize', '5000')
    expect(rows().elements().length).toBeLessThan(40)
    const list = document.querySelector('[role=group][tabindex="0"]')!
    list.scrollTop = list.scrollHeight
    await expect.element(page.getByText('scan 4999.pdf', { exact: true })).toBeVisible()
    expect(rows().elements().length).toBeLessThan(40)
  })

  test('is narrowed by state, with the number of each', async () => {
    await open([
      itemOf('a.pdf', stored),
      itemOf('b.pdf', { kind: 'failed', failure: passing }),
      itemOf('c.pdf', { kind: 'missing' }),
      ...many(3),
    ])
    await expect.element(rows().first()).toBeVisible()
    await page.getByRole('button', { name: 'Failed 1' }).click()
    await expect.element(rows()).toHaveAccessibleName('')
    expect(
      rows()
        .elements()
        .map((row) => row.textContent),
    ).toEqual([expect.stringContaining('b.pdf')])
    await page.getByRole('button', { name: 'Waiting 3' }).click()
    await expect.poll(() => rows().elements().length).toBe(3)
    await page.getByRole('button', { name: 'Under way 0' }).click()
    await expect.element(page.getByText('No files in this state')).toBeVisible()
  })

  test('keeps the focus where rows and buttons leave by themselves', async () => {
    const items = many(300)
    const { show } = await open(items)
    await page.getByRole('button', { name: 'Waiting 300' }).click()
    await expect.element(button('scan 1.pdf', 'Pause')).toBeVisible()
    ;(button('scan 1.pdf', 'Pause').element() as HTMLElement).focus()
    const focusedRow = () => document.activeElement?.closest('[data-key]')?.getAttribute('data-key')
    expect(focusedRow()).toBe('scan 1.pdf')
    // Its button goes: the row stays.
    show(items.with(1, itemOf('scan 1.pdf', { kind: 'paused' })))
    await expect.element(button('scan 1.pdf', 'Resume')).toBeVisible()
    expect(focusedRow()).toBe('scan 1.pdf')
    // The row goes: the next one has the focus.
    show(items.with(1, itemOf('scan 1.pdf', stored)))
    await expect.poll(focusedRow).toBe('scan 2.pdf')
    // Its row stays in the document however far the list is scrolled.
    const list = document.querySelector('[role=group][tabindex="0"]')!
    list.scrollTop = list.scrollHeight
    await expect.element(page.getByText('scan 299.pdf', { exact: true })).toBeVisible()
    expect(focusedRow()).toBe('scan 2.pdf')
    // What the user leaves is not fetched back.
    await userEvent.click(page.getByRole('heading', { name: 'Uploads' }))
    show(items.with(2, itemOf('scan 2.pdf', stored)))
    await expect.element(page.getByRole('button', { name: 'Stored 1' })).toBeVisible()
    expect(focusedRow()).toBeUndefined()
  })

  test('says when a failed one is tried again, and tries it at once when told to', async () => {
    const until = Date.now() + 60_000
    const { command } = await open([
      itemOf('a.pdf', { kind: 'resting', until, failure: passing, tries: 1 }),
    ])
    await expect.element(page.getByText(/^Tries again in \d+ s$/)).toBeVisible()
    await button('a.pdf', 'Try now').click()
    expect(command).toHaveBeenCalledWith('a.pdf', { type: 'retried' })
  })

  test('tells files of one name apart by their folders, also where both are too long', async () => {
    const name = `${'long '.repeat(30)}.pdf`
    await open(
      ['north', 'south'].map((folder) => ({ ...itemOf(name, waiting, { folder }), key: folder })),
    )
    for (const folder of ['north', 'south']) {
      const shown = page.getByText(folder, { exact: true })
      await expect.element(shown).toBeVisible()
      const { right } = shown.element().getBoundingClientRect()
      expect(right).toBeLessThan(rows().first().element().getBoundingClientRect().right)
    }
  })
  test.each([
    [390, 844],
    [800, 600],
    [1024, 768],
  ])('is never below a toast, at %i × %i', async (width, height) => {
    await page.viewport(width, height)
    onTestFinished(dismissAllToasts)
    const { show } = await open(many(2))
    toast({ tone: 'success', title: 'The link was copied', durationMs: Infinity })
    const notice = page.getByRole('status').filter({ hasText: 'The link was copied' })
    const isApart = () => {
      const panel = page.getByRole('region', { name: 'Uploads' }).element().getBoundingClientRect()
      const card = notice.element().getBoundingClientRect()
      return card.top >= 0 && (card.bottom <= panel.top || card.right <= panel.left)
    }
    await expect.element(notice).toBeVisible()
    await expect.poll(isApart).toBe(true)
    show(many(40))
    await expect.element(page.getByRole('button', { name: 'Waiting 40' })).toBeVisible()
    await expect.poll(isApart).toBe(true)
  })

  test('says each step once', async () => {
    const { show } = await open([itemOf('a.pdf', waiting)])
    const said = () => document.querySelector('[data-announcer]')?.textContent ?? ''
    const before = said()
    show([itemOf('a.pdf', stored)])
    await expect.poll(said).toMatch(/^1 file uploaded/)
    // An equal text is spoken again because a no-break space comes or goes with each: twice is as it was.
    expect(said().endsWith('\u00a0')).toBe(!before.endsWith('\u00a0'))
  })
})
