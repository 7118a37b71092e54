import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import type { Side } from '../differ.ts'
import { TextDiffer } from '../text/TextDiffer.tsx'

/** Lines of which the last ones differ, and every 10th, so that little is folded. */
const text = (mark: string) =>
  Array.from({ length: 3000 }, (_, at) =>
    at % 10 === 5 || at > 2990 ? `Line ${at} ${mark}` : `Line ${at}`,
  ).join('\n')

const side = (mark: string): Side => ({
  blob: new Blob([text(mark)]),
  contentType: 'text/plain',
  kind: 'text',
  id: 'a',
  versionId: mark,
  title: mark,
})

function Around({ above }: { above: number }) {
  return (
    <div data-testid="page" style={{ blockSize: 400, overflow: 'auto' }}>
      <div style={{ blockSize: above }} />
      <TextDiffer left={side('one')} right={side('two')} renderPreview={() => null} />
    </div>
  )
}

const box = () => page.getByTestId('page').element()
const rows = () => [...document.querySelectorAll<HTMLElement>('[role=row]')]
const isSeen = (row: HTMLElement) => {
  const [inner, outer] = [row.getBoundingClientRect(), box().getBoundingClientRect()]
  return inner.top < outer.bottom && inner.bottom > outer.top
}

/** Scrolls on while rows that come in view turn out to be higher. */
const atEnd = () => {
  box().scrollTop = box().scrollHeight
  return rows().some((row) => isSeen(row) && /Line 2999 /u.test(row.innerText))
}

it('rows scroll with the page around them, which has the one scroll bar, and only those near the view are drawn', async () => {
  const { rerender } = await render(<Around above={300} />)
  await expect.poll(() => rows().length).toBeGreaterThan(5)
  expect(rows().length).toBeLessThan(200)
  expect(box().scrollHeight).toBeGreaterThan(20_000)
  const inside = [...box().querySelectorAll('*')].filter(
    (one) =>
      /auto|scroll/u.test(getComputedStyle(one).overflowY) &&
      one.checkVisibility() &&
      one.scrollHeight > one.clientHeight,
  )
  expect(inside).toEqual([])
  // To the last change and back: each is brought into view.
  const changes = page.getByText(/^List of changes/u)
  await changes.click()
  await page.getByRole('listitem').first().getByRole('button').click()
  await expect
    .poll(() => rows().some((row) => isSeen(row) && /Line 5 /u.test(row.innerText)))
    .toBe(true)
  await changes.click()
  await expect.poll(atEnd).toBe(true)
  // What grows above them moves them, and they are still drawn where they stand.
  await rerender(<Around above={900} />)
  await expect.poll(atEnd).toBe(true)
  // A frame in which the new place is known, and one in which it is drawn.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  await userEvent.keyboard('n')
  await expect
    .poll(() => rows().some((row) => isSeen(row) && /Line 15 /u.test(row.innerText)))
    .toBe(true)
})
