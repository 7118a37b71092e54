import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { actorOf } from '#test/actor.ts'
import { connection } from '#test/find-connection.ts'
import '#ui/styles/base.css'
import { FilterChips } from './FilterChips.tsx'
import { forgetViews, VIEW_KEYS } from './forget-views.ts'
import { MoreFilters } from './MoreFilters.tsx'
import { addView, ownerOf, savedViews, viewsOf, type ViewOwner } from './saved-views.ts'
import { SavedViews } from './SavedViews.tsx'
import { NO_FILTERS, PLAIN_VIEW, type SearchView } from './search-view.ts'

const SEARCHED: SearchView = {
  ...PLAIN_VIEW,
  ids: ['a', 'b'],
  language: 'de',
  more: { name: 'letter', _lastUpdated: '2026-05-01..' },
  filters: { ...NO_FILTERS, size: { max: 1e4 } },
}

function Chips() {
  const [view, setView] = useState(SEARCHED)
  return (
    <div>
      <form>
        <input aria-label="Ids" />
      </form>
      <FilterChips view={view} onRemove={({ without }) => setView({ ...view, ...without })} />
      <output>{JSON.stringify({ ...view.more, ids: view.ids, language: view.language })}</output>
    </div>
  )
}

const chips = () => page.getByRole('list', { name: 'Active filters' }).getByRole('button')

test('a chip goes by Delete, Backspace or a click, and the focus goes on to the next', async () => {
  await render(<Chips />)
  await expect.poll(() => chips().all().length).toBe(5)
  chips().nth(1).element().focus()
  await userEvent.keyboard('{Delete}')
  await expect.poll(() => chips().all().length).toBe(4)
  await expect.element(page.getByRole('button', { name: /^Name: letter/ })).toHaveFocus()
  await userEvent.keyboard('{Backspace}')
  await expect
    .element(page.getByRole('button', { name: /^Changed: from 2026-05-01/ }))
    .toHaveFocus()
  await page.getByRole('button', { name: /^Size: under/ }).click()
  await page.getByRole('button', { name: /^Id: 2 ids/ }).click()
  await page.getByRole('button', { name: /^Changed/ }).click()
  await expect.element(page.getByRole('list', { name: 'Active filters' })).not.toBeInTheDocument()
  await expect.element(page.getByLabelText('Ids')).toHaveFocus()
  await expect.element(page.getByRole('status')).toHaveTextContent('{"ids":[],"language":""}')
})

test('files without a security context are asked for where the server knows contexts', async () => {
  const actor = actorOf({ token: () => '' })
  const { transport } = connection()
  const api = createApi(createClient({ base: '', transport, actor, logCdata: () => undefined }))
  const onChange = vi.fn<(name: string, text: string) => void>()
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={api}>
        <MoreFilters org="o" values={{ 'security-context:missing': 'true' }} onChange={onChange} />
      </ApiProvider>
    </QueryClientProvider>,
  )
  const box = page.getByRole('checkbox', { name: 'No security context' })
  await expect.element(box).toBeChecked()
  await expect
    .element(page.getByText(/^This server does not search by name, content type, changed: /))
    .toBeVisible()
  box.element().focus()
  await userEvent.keyboard(' ')
  expect(onChange).toHaveBeenCalledWith('security-context:missing', '')
})

beforeEach(() => localStorage.clear())

const ME = { person: 'me', org: 'north', names: ['north'] }

async function dialog(owner: ViewOwner = ME, view = SEARCHED) {
  const onOpen = vi.fn<(view: SearchView) => void>()
  const shown = await render(
    <SavedViews
      key={JSON.stringify(owner)}
      owner={owner}
      view={view}
      onOpen={onOpen}
      onClose={() => undefined}
    />,
  )
  return { onOpen, shown }
}

async function save(name: string, kept = false) {
  await page.getByLabelText('Save what is shown as').fill(name)
  if (kept) await page.getByLabelText('Keep after signing out').click()
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect.element(page.getByRole('button', { name, exact: true })).toBeVisible()
}

test('a view belongs to its organization, by whichever name the address calls it', async () => {
  const listed = [{ id: 'north', slug: 'north-clinic' }]
  const by = (org: string) => ownerOf({ person: 'me', org }, listed)
  expect(by('north-clinic')).toEqual(by('north'))
  // Saved when only the slug was known.
  addView(ownerOf({ person: 'me', org: 'north-clinic' }, []), {
    name: 'Letters',
    address: '?name=letter',
    kept: false,
  })
  await dialog(by('north'))
  await expect.element(page.getByRole('button', { name: 'Letters', exact: true })).toBeVisible()
  await save('Scans')
  expect(viewsOf(savedViews.get(), by('north-clinic'))).toHaveLength(2)
  expect(viewsOf(savedViews.get(), by('south'))).toEqual([])
})

test('a view is saved, renamed, replaced, opened and deleted', async () => {
  const { onOpen, shown } = await dialog()
  await save('Letters')
  await page.getByRole('button', { name: 'Rename Letters' }).click()
  await page.getByLabelText('New name').fill('German letters')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await shown.unmount()

  const other = { ...PLAIN_VIEW, more: { find: 'scan' } }
  const next = await dialog(ME, other)
  await page.getByRole('button', { name: 'German letters', exact: true }).click()
  expect(next.onOpen).toHaveBeenCalledWith({ ...SEARCHED, open: undefined })
  await page.getByRole('button', { name: 'Update German letters to what is shown' }).click()
  await page.getByRole('button', { name: 'German letters', exact: true }).click()
  expect(next.onOpen).toHaveBeenLastCalledWith(other)
  await page.getByRole('button', { name: 'Delete German letters' }).click()
  await expect
    .element(page.getByRole('button', { name: 'German letters', exact: true }))
    .not.toBeInTheDocument()
  expect(onOpen).not.toHaveBeenCalled()
})

test('a name is taken once', async () => {
  await dialog()
  await save('Letters')
  await page.getByLabelText('Save what is shown as').fill(' Letters ')
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect.element(page.getByText('There is a view “Letters” already.')).toBeVisible()
})

test('no other organization and no other person is shown a view', async () => {
  const first = await dialog()
  await save('Letters', true)
  await first.shown.unmount()
  for (const owner of [
    { ...ME, org: 'south', names: ['south'] },
    { ...ME, person: 'somebody else' },
  ]) {
    const { shown } = await dialog(owner)
    await expect.element(page.getByText(/open them again from here/)).toBeVisible()
    await expect.element(page.getByRole('list')).not.toBeInTheDocument()
    await shown.unmount()
  }
})

test('signing out deletes what is not kept, from storage and from memory', async () => {
  await dialog()
  await save('Until the end')
  await save('Always', true)
  forgetViews()
  await expect
    .element(page.getByRole('button', { name: 'Until the end', exact: true }))
    .not.toBeInTheDocument()
  await expect.element(page.getByRole('button', { name: 'Always', exact: true })).toBeVisible()
  expect(
    Object.values(VIEW_KEYS)
      .map((key) => localStorage.getItem(key))
      .join(),
  ).not.toContain('Until the end')
})
