import './styles/base.css'
import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { TextField } from './controls/TextField.tsx'
import { Dialog } from './overlays/Dialog.tsx'
import { DiscardQuestion } from './overlays/DiscardQuestion.tsx'
import { dropUnsaved, hasUnsaved, leavePage, suspendUnsaved, useDraft } from './unsaved.ts'

afterEach(dropUnsaved)

function Form({ onClose }: { onClose: () => void }) {
  const draft = useDraft('test form', { name: 'a' })
  const close = () => {
    draft.discard()
    onClose()
  }
  return (
    <>
      <Dialog title="Fields" open onClose={close} dirty={draft.dirty}>
        <TextField
          label="Name"
          value={draft.value.name}
          onChange={(name) => draft.set({ name })}
          autoFocus
        />
      </Dialog>
      <DiscardQuestion />
    </>
  )
}

const name = page.getByRole('textbox', { name: 'Name' })
const question = page.getByRole('alertdialog', { name: 'Discard changes?' })

test('a dialog asks once before it discards, and not where nothing was changed', async () => {
  const onClose = vi.fn()
  await render(<Form onClose={onClose} />)
  await userEvent.keyboard('{Escape}')
  expect(onClose).toHaveBeenCalledTimes(1)
  await name.fill('b')
  expect(hasUnsaved()).toBe(true)
  await userEvent.keyboard('{Escape}')
  await question.getByRole('button', { name: 'Keep editing' }).click()
  await expect.element(name).toHaveValue('b')
  expect(document.activeElement).toBe(name.element())
  await userEvent.keyboard('{Escape}')
  await question.getByRole('button', { name: 'Discard', exact: true }).click()
  expect(onClose).toHaveBeenCalledTimes(2)
  await expect.element(name).toHaveValue('a')
  expect(hasUnsaved()).toBe(false)
})

test('a value that is typed back is nothing unsaved', async () => {
  await render(<Form onClose={() => undefined} />)
  await name.fill('b')
  await name.fill('a')
  expect(hasUnsaved()).toBe(false)
})

test('leaving the page asks while the form is open, and discards it', async () => {
  const leave = vi.fn()
  await render(<Form onClose={() => undefined} />)
  await name.fill('b')
  leavePage(leave)
  await question.getByRole('button', { name: 'Keep editing' }).click()
  expect(leave).not.toHaveBeenCalled()
  leavePage(leave)
  await question.getByRole('button', { name: 'Discard', exact: true }).click()
  expect(leave).toHaveBeenCalledTimes(1)
  await expect.element(name).toHaveValue('a')
})

test('what is typed comes back after a lock, and after nothing else', async () => {
  const locked = await render(<Form onClose={() => undefined} />)
  await name.fill('b')
  suspendUnsaved(true)
  await locked.unmount()
  expect(hasUnsaved()).toBe(true)
  suspendUnsaved(false)
  const unlocked = await render(<Form onClose={() => undefined} />)
  await expect.element(name).toHaveValue('b')
  await unlocked.unmount()
  await render(<Form onClose={() => undefined} />)
  await expect.element(name).toHaveValue('a')
})

test('the next person finds nothing', async () => {
  const mine = await render(<Form onClose={() => undefined} />)
  await name.fill('b')
  suspendUnsaved(true)
  await mine.unmount()
  dropUnsaved()
  await render(<Form onClose={() => undefined} />)
  await expect.element(name).toHaveValue('a')
})
