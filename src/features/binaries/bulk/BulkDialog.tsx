import { useState, type FormEvent } from 'react'
import { languageOptions } from '#lib/languages.ts'
import { Button } from '#ui/controls/Button.tsx'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import type { BinaryRow } from '../list/rows.ts'
import { checkValue, files, type PlainAction } from './bulk.ts'
import { useBulk } from './context.tsx'

export interface BulkDialogProps {
  org: string
  kind: PlainAction['kind']
  /** What is selected; it stays what it was when the dialog opened. */
  rows: readonly BinaryRow[]
  onClose: () => void
  onStart: () => void
}

/** The question before a bulk change. What follows is `BulkResults`, which does not need this page. */
export function BulkDialog({ org, kind, rows: selected, onClose, onStart }: BulkDialogProps) {
  const bulk = useBulk()
  const [rows] = useState(selected)
  const [value, setValue] = useState('')
  const [problem, setProblem] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const action: PlainAction = kind === 'remove' ? { kind } : { kind, value: value.trim() }
    const valid = action.kind === 'remove' ? true : checkValue(action)
    if (valid !== true) {
      setProblem(valid)
      return
    }
    bulk.start(org, rows, action)
    onStart()
  }
  return (
    <Dialog
      title={titleOf(kind, rows.length)}
      open
      role={kind === 'remove' ? 'alertdialog' : 'dialog'}
      onClose={onClose}
      dirty={value !== ''}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="bulk" variant={kind === 'remove' ? 'danger' : 'primary'}>
            {kind === 'remove' ? 'Delete' : 'Set'}
          </Button>
        </>
      }
    >
      <form id="bulk" onSubmit={submit}>
        <Question kind={kind} rows={rows} value={value} error={problem} onChange={setValue} />
      </form>
    </Dialog>
  )
}

interface QuestionProps extends Pick<BulkDialogProps, 'kind' | 'rows'> {
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

function Question({ kind, rows, value, error, onChange }: QuestionProps) {
  const clears = 'Leave it empty to remove it.'
  switch (kind) {
    case 'remove':
      return (
        <p>
          {namesOf(rows)} will be deleted. Earlier versions stay in the history, and you can restore
          each file from its own page.
        </p>
      )
    case 'language':
      return (
        <SuggestField
          label="New language"
          description={clears}
          error={error}
          suggestions={languageOptions(rows.map((row) => row.language))}
          value={value}
          onChange={onChange}
        />
      )
    case 'securityContext':
      return (
        <TextField
          label="New security context"
          description={`A reference such as Patient/123. ${clears}`}
          error={error}
          mono
          value={value}
          onChange={onChange}
        />
      )
  }
}

function titleOf(kind: PlainAction['kind'], count: number): string {
  const what = files(count)
  switch (kind) {
    case 'remove':
      return `Delete ${what}?`
    case 'language':
      return `Set the language of ${what}`
    case 'securityContext':
      return `Set the security context of ${what}`
  }
}

function namesOf(rows: readonly BinaryRow[]): string {
  const names = rows.slice(0, 3).map(({ label }) => `“${label}”`)
  const rest = rows.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest.toLocaleString()} more` : names.join(', ')
}
