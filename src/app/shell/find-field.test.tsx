import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter, useLocation } from 'react-router'
import { afterEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import '#ui/styles/base.css'
import { actorOf } from '#test/actor.ts'
import { connection, CONSENT, DISCHARGE, REFERRAL } from '#test/find-connection.ts'
import { overlay } from '../state/overlay.ts'
import { FindField } from './FindField.tsx'

function Place() {
  const { pathname, search } = useLocation()
  return <output aria-label="Place">{decodeURIComponent(pathname + search)}</output>
}

async function open(how: Parameters<typeof connection>[0] = {}) {
  const { transport, state } = connection(how)
  const client = createClient({
    base: '',
    transport,
    actor: actorOf({ token: () => '' }),
    logCdata: () => undefined,
  })
  const [api, cache] = [createApi(client), new QueryClient()]
  const ui = (shown: boolean) => (
    <QueryClientProvider client={cache}>
      <ApiProvider api={api}>
        <MemoryRouter initialEntries={['/here']}>
          {shown && <FindField org="o" />}
          <button type="button">Next</button>
          <Place />
        </MemoryRouter>
      </ApiProvider>
    </QueryClientProvider>
  )
  const view = await render(ui(true))
  return { state, show: (shown: boolean) => view.rerender(ui(shown)) }
}

const field = page.getByRole('combobox', { name: 'Find by name, patient or id' })
const option = (name: string | RegExp) => page.getByRole('option', { name })
const place = page.getByLabelText('Place')

async function type(text: string) {
  await field.click()
  await expect.element(page.getByRole('listbox', { name: 'Suggestions' })).toBeVisible()
  await userEvent.keyboard(text)
}

afterEach(() => overlay.set('none'))

test('suggests with the match marked, the kind, the patient and the date, all spoken', async () => {
  await open()
  await type('letter')
  const letter = option(/Discharge letter\.pdf.*PDF.*Ann Example, Patient\/3310.*2026/)
  await expect.element(letter).toBeVisible()
  const marks = [...letter.element().querySelectorAll('mark')]
  expect(marks.map(({ textContent }) => textContent)).toEqual(['letter'])
  expect(getComputedStyle(marks[0] as Element).textDecorationLine).toBe('underline')
  await expect.element(page.getByText('2 found.')).toBeVisible()
  await expect.element(option('Search for “letter” inside the files')).toBeVisible()
  await expect.element(option('All 2 results for “letter”')).toBeVisible()
})

test('is moved through by arrows, Home and End, and Enter opens the chosen one', async () => {
  await open()
  await type('letter')
  await expect.element(option(/Discharge/)).toBeVisible()
  const options = () => [...document.querySelectorAll('[role=option]')]
  const pointed = () => {
    const id = field.element().getAttribute('aria-activedescendant')
    return id === null ? undefined : options().findIndex((one) => one.id === id)
  }
  expect(pointed()).toBeUndefined()
  await userEvent.keyboard('{ArrowDown}')
  expect(pointed()).toBe(0)
  await expect.element(option(/Discharge/)).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('{End}')
  expect(pointed()).toBe(options().length - 1)
  await userEvent.keyboard('{ArrowDown}')
  expect(pointed()).toBeUndefined()
  await userEvent.keyboard('{ArrowUp}')
  expect(pointed()).toBe(options().length - 1)
  await userEvent.keyboard('{Home}{ArrowDown}')
  expect(pointed()).toBe(1)
  await userEvent.keyboard('{Enter}')
  await expect.element(place).toHaveTextContent('/o/o/Binary/b')
  await expect.element(field).toHaveValue('letter')
  await expect.element(field).toHaveAttribute('aria-expanded', 'false')
})

test('Escape closes and keeps the words, Tab leaves, and an arrow opens again', async () => {
  await open()
  await type('letter')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument()
  await expect.element(field).toHaveValue('letter')
  await expect.element(field).toHaveFocus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(page.getByRole('listbox')).toBeVisible()
  await userEvent.keyboard('{Tab}')
  await expect.element(page.getByRole('button', { name: 'Next' })).toHaveFocus()
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument()
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}')
  await expect.element(field).toHaveFocus()
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument()
  await expect.element(place).toHaveTextContent('/here')
})

test('aborts what is no longer waited for, and an answer that comes late changes nothing', async () => {
  const { state } = await open({ holds: true })
  await type('let')
  await expect.poll(() => state.searches.map(({ words }) => words)).toEqual(['let'])
  await expect.element(page.getByText('Looking…')).toBeVisible()
  await userEvent.keyboard('ter')
  await expect.poll(() => state.searches.map(({ words }) => words)).toEqual(['let', 'letter'])
  const [early, late] = state.searches
  expect(early?.aborted).toBe(true)
  late?.answer([REFERRAL])
  early?.answer([DISCHARGE])
  await expect.element(option(/Referral/)).toBeVisible()
  await expect.element(option(/Discharge/)).not.toBeInTheDocument()
})

test('what was found stays while more letters come that it answers, and goes where it does not', async () => {
  const { state } = await open({ holds: true })
  await type('le')
  await expect.poll(() => state.searches.length).toBe(1)
  state.searches[0]?.answer([DISCHARGE, REFERRAL])
  await expect.element(option(/Referral/)).toBeVisible()
  await userEvent.keyboard('tter dis')
  await expect.element(option(/Referral/)).not.toBeInTheDocument()
  await expect.element(option(/Discharge/)).toBeVisible()
  await expect.element(page.getByText('Looking…')).toBeVisible()
})

test('a number is a patient and an id: the file of that id first, which Enter opens', async () => {
  await open()
  await type('3310')
  await expect.element(option(/Consent\.pdf.*id 3310/)).toBeVisible()
  await expect.element(option(/Ann Example, Patient\/3310.*12 files/)).toBeVisible()
  const first = document.querySelector('[role=option]')
  expect(first?.textContent).toContain('Consent.pdf')
  await option(/12 files/).click()
  await expect.element(place).toHaveTextContent('/o/o/context/Patient/3310')
  await field.click()
  await userEvent.keyboard('{Enter}')
  await expect.element(place).toHaveTextContent('/o/o/Binary/3310')
})

test('Enter waits for the answer: the only file opens, of several all results', async () => {
  const { state } = await open({ holds: true })
  await type('consent{Enter}')
  await expect.poll(() => state.searches.length).toBeGreaterThan(0)
  await expect.element(place).toHaveTextContent('/here')
  for (const { answer } of state.searches) answer([CONSENT])
  await expect.element(place).toHaveTextContent('/o/o/Binary/3310')
  await userEvent.clear(field)
  await userEvent.keyboard('letter{Enter}')
  await expect.poll(() => state.searches.some(({ words }) => words === 'letter')).toBe(true)
  for (const { answer } of state.searches) answer([DISCHARGE, REFERRAL])
  await expect.element(place).toHaveTextContent('/o/o/Binary?find=letter')
})

test('an answer that comes after one has left leads nowhere', async () => {
  const { state } = await open({ holds: true })
  await type('consent{Enter}')
  await expect.poll(() => state.searches.length).toBeGreaterThan(0)
  await userEvent.keyboard('{Escape}')
  for (const { answer } of state.searches) answer([CONSENT])
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(option(/Consent/)).toBeVisible()
  await expect.element(place).toHaveTextContent('/here')
})

test('pasted ids and addresses open at once', async () => {
  await open()
  await field.fill('https://x.example/fhir/Binary/abc/_history/2')
  await userEvent.keyboard('{Enter}')
  await expect.element(place).toHaveTextContent('/o/o/Binary/abc')
  await field.fill('Binary/a, Binary/b')
  await userEvent.keyboard('{Enter}')
  await expect.element(place).toHaveTextContent('/o/o/Binary?_id=a,b')
})

test('nothing found says where it looked, and what else can be done', async () => {
  await open()
  await type('nobody')
  const said = page.getByText('Nothing found in the names, patients and ids of all files of o.')
  await expect.element(said).toBeVisible()
  expect(said.element().closest('[role=status]')).not.toBeNull()
  await expect.element(option('Open the id nobody')).toBeVisible()
  await option('Search for “nobody” inside the files').click()
  await expect.element(place).toHaveTextContent('/o/o/Binary?_content=nobody')
})

test('a failure is told, and tried again', async () => {
  const { state } = await open({ fails: true })
  await type('letter')
  await expect.element(option('Try again')).toBeVisible()
  await expect.element(option('All results for “letter”')).toBeVisible()
  state.fails = false
  await option('Try again').click()
  await expect.element(option(/Discharge/)).toBeVisible()
})

test('an id that could not be looked up is not said to be gone, and is tried again', async () => {
  const { state } = await open({ fails: true })
  await type('3f2b8c1e-0000-4000-8000-00000000000a')
  await expect.element(option('Try again')).toBeVisible()
  await expect
    .element(page.getByText('No file has this id', { exact: false }))
    .not.toBeInTheDocument()
  state.fails = false
  await option('Try again').click()
  await expect
    .element(page.getByText('No file has this id now. It may have been deleted.'))
    .toBeVisible()
  await expect.element(option('Try again')).not.toBeInTheDocument()
})

test('a patient whose reference can not be encoded breaks nothing', async () => {
  const { state } = await open({ holds: true })
  await type('letter')
  await expect.poll(() => state.searches.length).toBe(1)
  const reference = 'Patient/letter\uD800'
  state.searches[0]?.answer([{ ...DISCHARGE, securityContext: { reference } }])
  await expect.element(option(/Discharge/)).toBeVisible()
  await option(/12 files/).click()
  await expect.element(place).toHaveTextContent('/o/o/context/Patient/letter\uFFFD')
})

test('the words stay while the field is away, as behind the lock screen', async () => {
  const { show } = await open()
  await type('letter')
  await show(false)
  await show(true)
  await expect.element(field).toHaveValue('letter')
  await field.click()
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect.element(field).toHaveValue('')
  await expect.element(option('All files')).toBeVisible()
})
