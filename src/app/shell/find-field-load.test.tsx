import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { afterEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import '#ui/styles/base.css'
import { actorOf } from '#test/actor.ts'
import { connection } from '#test/find-connection.ts'
import { toasts } from '#ui/feedback/toasts.ts'
import { overlay } from '../state/overlay.ts'
import { FindField } from './FindField.tsx'

afterEach(() => overlay.set('none'))

test('what can not be loaded is said, and loaded when it is asked for again', async () => {
  const actor = actorOf({ token: () => '' })
  const { transport } = connection()
  const api = createApi(createClient({ base: '', transport, actor, logCdata: () => undefined }))
  let asked = 0
  let fails = true
  const failing = {
    ...api,
    binaries: {
      ...api.binaries,
      finder: () => {
        asked += 1
        return fails ? Promise.reject(new Error('not loaded')) : api.binaries.finder()
      },
    },
  }
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={failing}>
        <MemoryRouter>
          <FindField org="o" />
        </MemoryRouter>
      </ApiProvider>
    </QueryClientProvider>,
  )
  const suggestions = page.getByRole('listbox', { name: 'Suggestions' })
  await page.getByRole('combobox', { name: 'Find by name, patient or id' }).click()
  await expect
    .poll(() => toasts.get())
    .toMatchObject([{ title: 'A part of the console could not be loaded', tone: 'danger' }])
  await expect.element(suggestions).not.toBeInTheDocument()
  // A click is a focus before: it may have tried twice.
  const before = asked
  fails = false
  toasts.get()[0]?.action?.onAction()
  await expect.element(suggestions).toBeVisible()
  expect(asked).toBe(before + 1)
})
