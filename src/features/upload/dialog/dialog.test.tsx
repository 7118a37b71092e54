import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import '#ui/styles/base.css'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { actorOf } from '#test/actor.ts'
import type { UploadSpec } from '../queue/item.ts'
import { chosenOf, type FileWithPath } from './chosen.ts'
import { UploadDialog } from './UploadDialog.tsx'

function at(path: string, content = path): FileWithPath {
  return Object.assign(new File([content], path.split('/').at(-1) ?? ''), { path })
}

/** The dialog over files that were chosen, in an organization whose list never comes. */
function Opened(props: { files: FileWithPath[]; onStart: (specs: UploadSpec[]) => void }) {
  const [list, setList] = useState(() => props.files.map(chosenOf))
  const chosen = {
    list,
    add: (files: readonly FileWithPath[]) =>
      setList((before) => [...before, ...files.map(chosenOf)]),
    remove: (keys: ReadonlySet<string>) =>
      setList((before) => before.filter(({ key }) => !keys.has(key))),
  }
  return (
    <UploadDialog
      org="o"
      chosen={chosen}
      target={undefined}
      asVersion={false}
      maxBytes={undefined}
      onClose={() => undefined}
      onStart={props.onStart}
    />
  )
}

async function open(files: FileWithPath[]) {
  await page.viewport(1200, 800)
  const client = createClient({
    base: '',
    transport: () => new Promise<Response>(() => undefined),
    actor: actorOf({ token: () => '' }),
    logCdata: () => undefined,
  })
  const onStart = vi.fn<(specs: UploadSpec[]) => void>()
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={createApi(client)}>
        <Opened files={files} onStart={onStart} />
      </ApiProvider>
    </QueryClientProvider>,
  )
  const start = page.getByRole('button', { name: 'Start upload' })
  await expect.element(page.getByRole('row', { name: files[0]?.name ?? '' }).first()).toBeVisible()
  return { onStart, start, specs: () => onStart.mock.calls[0]?.[0] ?? [] }
}

test('five thousand files start at once, each under its own path, while nothing is known of them', async () => {
  const files = Array.from({ length: 5_000 }, (_, index) => at(`/ward/${index}/scan.txt`, 'x'))
  const { start, specs } = await open(files)
  expect(page.getByRole('row').elements().length).toBeLessThan(60)
  await expect
    .element(page.getByRole('grid', { name: 'Files to upload' }))
    .toHaveAttribute('aria-rowcount', '5001')
  await start.click()
  expect(specs()).toHaveLength(5_000)
  expect(new Set(specs().map(({ facts }) => facts?.path)).size).toBe(5_000)
  expect(specs()[4_999]).toMatchObject({
    name: 'scan.txt',
    folder: 'ward / 4999',
    guessed: true,
    fields: { contentType: 'text/plain' },
  })
})

test('what can’t be read is said, and goes to the queue with the others', async () => {
  const gone = at('gone.pdf')
  Object.assign(gone, { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) })
  const { start, specs } = await open([gone, at('there.txt')])
  const row = page.getByRole('row', { name: 'gone.pdf' })
  await expect.element(row.getByText('This file can’t be read.', { exact: false })).toBeVisible()
  await start.click()
  expect(specs().map(({ name, guessed }) => [name, guessed])).toEqual([
    ['gone.pdf', true],
    ['there.txt', false],
  ])
})

test('a wrong type is found again wherever it stands, and nothing is sent', async () => {
  const files = Array.from({ length: 300 }, (_, index) => at(`scan ${index}.txt`))
  const { start, onStart } = await open(files)
  const body = page.getByRole('group', { name: 'Upload', exact: true })
  body.element().scrollTo(0, 1e6)
  const last = page.getByRole('row', { name: 'scan 299.txt' })
  await last.getByRole('combobox', { name: 'Content type' }).fill('text')
  body.element().scrollTo(0, 0)
  await expect.element(page.getByRole('row', { name: 'scan 0.txt' })).toBeVisible()
  await start.click()
  await expect.element(last.getByRole('combobox', { name: 'Content type' })).toHaveFocus()
  expect(onStart).not.toHaveBeenCalled()
})

test('hidden files are left out and counted, and come in when they are wanted', async () => {
  const { start, specs } = await open([at('/ward/a.txt'), at('/ward/.DS_Store'), at('/ward/.x/b')])
  await expect.element(page.getByText('2 hidden files left out.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Include' }).click()
  await expect.element(page.getByRole('row', { name: '.DS_Store' })).toBeVisible()
  await start.click()
  expect(specs()).toHaveLength(3)
})

describe('by the keyboard, the table of many files is one Tab stop', () => {
  const names = ['a', 'b', 'c']
  const row = (name: string) => page.getByRole('row', { name: `scan ${name}.txt`, exact: true })
  const nameField = (name: string) => row(name).getByRole('textbox', { name: 'Name' })
  const nameCell = (name: string) => row(name).getByRole('rowheader')

  test('from the table one Tab leads to what follows it', async () => {
    const { start } = await open(Array.from({ length: 16 }, (_, at) => file(`${at}`)))
    const all = row('0').getByRole('checkbox')
    all.element().focus()
    let stops = 0
    while (document.activeElement !== start.element() && stops < 10) {
      await userEvent.tab()
      stops += 1
    }
    expect(stops).toBeLessThan(4)
    await expect.element(start).toHaveFocus()
  })

  test('arrow keys move between cells, Enter edits one, and Escape leaves it', async () => {
    const { onStart } = await open(names.map(file))
    row('a').getByRole('checkbox').element().focus()
    await userEvent.keyboard('{ArrowRight}{ArrowDown}')
    await expect.element(nameCell('b')).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect.element(nameField('b')).toHaveFocus()
    await userEvent.keyboard('new.txt{ArrowLeft}{ArrowUp}{Escape}')
    await expect.element(nameField('b')).toHaveValue('new.txt')
    await expect.element(nameCell('b')).toHaveFocus()
    await expect.element(page.getByRole('dialog')).toBeVisible()
    await userEvent.keyboard('{F2}.txt{Enter}{ArrowDown}')
    await expect.element(nameCell('c')).toHaveFocus()
    expect(onStart).not.toHaveBeenCalled()
    await userEvent.keyboard('{ArrowRight}{Enter}')
    await expect.element(row('c').getByRole('combobox', { name: 'Content type' })).toHaveFocus()
  })

  test('what a narrow screen does not show is passed over', async () => {
    await open(names.map(file))
    await page.viewport(390, 800)
    row('a').getByRole('checkbox').element().focus()
    for (let at = 0; at < 4; at += 1) {
      const before = document.activeElement
      await userEvent.keyboard('{ArrowRight}')
      expect(document.activeElement).not.toBe(before)
    }
    await userEvent.keyboard('{End}')
    await expect.element(row('a').getByRole('button', { name: 'Remove' })).toHaveFocus()
  })

  test('Space marks, and with a removed row the focus goes to the next', async () => {
    await open(names.map(file))
    row('a').getByRole('checkbox').element().focus()
    await userEvent.keyboard(' ')
    await expect.element(row('a').getByRole('checkbox')).toBeChecked()
    await userEvent.keyboard('{ArrowDown}{End}{ArrowUp}')
    await expect.element(row('a').getByRole('button', { name: 'Remove' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect.element(row('b').getByRole('button', { name: 'Remove' })).toHaveFocus()
  })

  test('the last of thousands is reached at once', async () => {
    await open(Array.from({ length: 2_000 }, (_, at) => file(`${at}`)))
    row('0').getByRole('checkbox').element().focus()
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect.element(row('1999').getByRole('button', { name: 'Remove' })).toHaveFocus()
    await userEvent.keyboard('{PageUp}{Home}')
    await expect.element(row('1989').getByRole('checkbox')).toHaveFocus()
  })

  test('a single file has its fields as Tab stops', async () => {
    await open([file('alone')])
    await expect.element(page.getByRole('table', { name: 'Files to upload' })).toBeVisible()
    nameField('alone').element().focus()
    await userEvent.tab()
    await expect.element(page.getByRole('combobox', { name: 'Content type' })).toHaveFocus()
  })
})

function file(name: string): FileWithPath {
  return at(`/ward/scan ${name}.txt`, name)
}
