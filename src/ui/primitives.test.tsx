import './styles/base.css'
import { X } from 'lucide-react'
import { useState } from 'react'
import { MemoryRouter } from 'react-router'
import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { Button } from './controls/Button.tsx'
import { Checkbox } from './controls/Checkbox.tsx'
import { IconButton } from './controls/IconButton.tsx'
import { SelectField, SuggestField } from './controls/SelectField.tsx'
import { TextField } from './controls/TextField.tsx'
import { ProgressBar } from './display/Progress.tsx'
import { Toaster } from './feedback/Toaster.tsx'
import { dismissAllToasts, toast } from './feedback/toasts.ts'
import { Dialog } from './overlays/Dialog.tsx'
import { Menu } from './overlays/Menu.tsx'
import { SecretField } from './SecretField.tsx'

afterEach(dismissAllToasts)

test('a button that is off says why, stays reachable, and neither clicks nor submits', async () => {
  const onClick = vi.fn()
  const onSubmit = vi.fn((event: React.FormEvent) => event.preventDefault())
  await render(
    <form onSubmit={onSubmit}>
      <Button type="submit" disabledReason="Choose a file first." onClick={onClick}>
        Send
      </Button>
    </form>,
  )
  const button = page.getByRole('button', { name: 'Send' })
  await expect.element(button).toHaveAttribute('aria-disabled', 'true')
  await expect.element(button).toHaveAccessibleDescription('Choose a file first.')
  button.element().focus()
  await userEvent.keyboard('{Enter}')
  await button.click({ force: true })
  expect(document.activeElement).toBe(button.element())
  expect(onClick).not.toHaveBeenCalled()
  expect(onSubmit).not.toHaveBeenCalled()
})

test('an icon button has its label as its name and shows it on focus by keyboard', async () => {
  await render(<IconButton label="Remove" icon={X} />)
  await userEvent.tab()
  expect(document.activeElement).toBe(page.getByRole('button', { name: 'Remove' }).element())
  await expect.element(page.getByText('Remove')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByText('Remove')).not.toBeVisible()
})

function Form({ onClose }: { onClose: () => void }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  return (
    <>
      <Button onClick={() => setOpen(true)}>Edit fields</Button>
      <Dialog
        title="Fields"
        open={open}
        onClose={() => {
          onClose()
          if (typed === '') setOpen(false)
        }}
      >
        <TextField label="Name" value={typed} onChange={setTyped} autoFocus />
      </Dialog>
    </>
  )
}

test('a dialog takes focus, gives it back, and can refuse to close', async () => {
  const onClose = vi.fn()
  await render(<Form onClose={onClose} />)
  const opener = page.getByRole('button', { name: 'Edit fields' })
  await opener.click()
  await expect.element(page.getByRole('dialog', { name: 'Fields' })).toBeVisible()
  const name = page.getByRole('textbox', { name: 'Name' })
  expect(document.activeElement).toBe(name.element())
  await userEvent.keyboard('x{Escape}{Escape}{Escape}')
  expect(onClose).toHaveBeenCalledTimes(3)
  await expect.element(page.getByRole('dialog', { name: 'Fields' })).toBeVisible()
  await userEvent.keyboard('{Backspace}{Escape}')
  expect(page.getByRole('dialog').elements()).toHaveLength(0)
  expect(document.activeElement).toBe(opener.element())
})

test('fields carry their label, and their error before their description', async () => {
  const nothing = () => undefined
  const options = [{ value: 'de', label: 'German' }]
  await render(
    <>
      <TextField label="Id" value="" onChange={nothing} description="Any form" error="Not an id" />
      <SelectField label="Format" options={options} value="de" onChange={nothing} />
      <SuggestField label="Language" suggestions={options} value="" onChange={nothing} />
      <Checkbox
        label="All"
        checked={false}
        indeterminate
        onChange={nothing}
        description="of them"
      />
      <ProgressBar label="a.pdf" value={7} max={5} />
    </>,
  )
  const id = page.getByRole('textbox', { name: 'Id' })
  await expect.element(id).toHaveAccessibleDescription('Not an id Any form')
  await expect.element(id).toHaveAttribute('aria-invalid', 'true')
  await expect.element(page.getByRole('combobox', { name: 'Format' })).toHaveValue('de')
  await expect.element(page.getByRole('combobox', { name: 'Language' })).toBeVisible()
  const box = page.getByRole('checkbox', { name: 'All', exact: true })
  await expect.element(box).toBePartiallyChecked()
  await expect.element(box).toHaveAccessibleDescription('of them')
  const bar = page.getByRole('progressbar', { name: 'a.pdf' }).element() as HTMLProgressElement
  expect(bar.position).toBe(1)
})

test('a menu opens by keyboard, moves by arrows and letters, and gives focus back at Escape', async () => {
  const chosen = vi.fn()
  await render(
    <MemoryRouter>
      <Menu
        label="More"
        items={[
          { label: 'Copy link', onSelect: () => chosen('copy') },
          'separator',
          { label: 'Delete', onSelect: () => chosen('delete'), disabledReason: 'Gone already.' },
          { label: 'Edit', onSelect: () => chosen('edit') },
        ]}
      />
    </MemoryRouter>,
  )
  const button = page.getByRole('button', { name: 'More' })
  button.element().focus()
  await userEvent.keyboard('{ArrowDown}')
  const item = (name: string) => page.getByRole('menuitem', { name })
  await vi.waitFor(() => expect(document.activeElement).toBe(item('Copy link').element()))
  await userEvent.keyboard('d')
  expect(document.activeElement).toBe(item('Delete Gone already.').element())
  await userEvent.keyboard('{Enter}')
  expect(chosen).not.toHaveBeenCalled()
  await userEvent.keyboard('{Escape}')
  expect(document.activeElement).toBe(button.element())
  await userEvent.keyboard('{ArrowDown}')
  await vi.waitFor(() => expect(document.activeElement).toBe(item('Copy link').element()))
  await userEvent.keyboard('{End}{Enter}')
  expect(chosen.mock.calls).toEqual([['edit']])
})

test('a toast is spoken by its urgency, acts once, and can be kept', async () => {
  const onAction = vi.fn()
  await render(<Toaster />)
  toast({ tone: 'success', title: 'Deleted', action: { label: 'Undo', onAction } })
  toast({ tone: 'danger', title: 'It did not go', durationMs: Infinity })
  await expect.element(page.getByRole('status').getByText('Deleted')).toBeVisible()
  await expect.element(page.getByRole('alert').getByText('It did not go')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(onAction).toHaveBeenCalledOnce()
  await expect.element(page.getByRole('status').getByText('Deleted')).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect.element(page.getByRole('alert').getByText('It did not go')).not.toBeInTheDocument()
})

test('a secret is a password field until it is shown', async () => {
  await render(<SecretField label="Access token" what="token" value="s3cret" onChange={vi.fn()} />)
  const field = page.getByLabelText('Access token')
  await expect.element(field).toHaveAttribute('type', 'password')
  await expect.element(field).toHaveAttribute('autocomplete', 'off')
  await page.getByRole('button', { name: 'Show token' }).click()
  await expect.element(field).toHaveAttribute('type', 'text')
  await page.getByRole('button', { name: 'Hide token' }).click()
  await expect.element(field).toHaveAttribute('type', 'password')
})
