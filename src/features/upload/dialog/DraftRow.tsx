import { SlidersHorizontal, TriangleAlert, X } from 'lucide-react'
import { fileNameOfPath } from '#fhir/file-name.ts'
import { COMMON_CONTENT_TYPES } from '#formats/content-types.ts'
import { kindLabel, kindOfLabel, nameDisagrees } from '#formats/kinds.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { Bytes } from '#ui/display/Quantity.tsx'
import { type Draft, type SharedFields } from './draft.ts'
import { SharedFieldSet } from './SharedFieldSet.tsx'
import { problemsOf } from './spec.ts'
import styles from './upload-dialog.module.css'

/** One file in the dialog: its name, what its bytes are, and what is odd about it. */
export function DraftRow(props: {
  draft: Draft
  name: string
  /** Then the fields for all are its own. */
  isAlone: boolean
  shared: SharedFields
  checked: boolean
  onChange: (change: Partial<Draft>) => void
  onRemove: () => void
}) {
  const { draft, name, isAlone, shared, checked, onChange, onRemove } = props
  const problems = problemsOf(draft)
  const isReading = draft.detected.state === 'reading'
  const label = fileNameOfPath(draft.file.name)
  return (
    <li className={styles['row']}>
      <fieldset className={styles['file']} aria-label={label}>
        <div className={styles['name']}>
          <TextField
            label="Name"
            hideLabel={!isAlone}
            dir="auto"
            spellCheck={false}
            autoComplete="off"
            value={name}
            onChange={(typedName) => onChange({ typedName })}
          />
        </div>
        <div className={styles['type']}>
          <SuggestField
            label="Content type"
            hideLabel={!isAlone}
            placeholder={isReading ? 'Reading…' : 'type/subtype'}
            suggestions={COMMON_CONTENT_TYPES}
            value={draft.contentType}
            error={checked || draft.contentType !== '' ? problems.contentType : undefined}
            onChange={(contentType) => onChange({ contentType })}
          />
        </div>
        <p className={styles['size']}>
          <Bytes value={draft.file.size} />
          {draft.folder !== '' && <span className={styles['folder']}> in {draft.folder}</span>}
        </p>
        <div className={cx(styles['tools'], isAlone && styles['besideLabels'])}>
          {!isAlone && (
            <IconButton
              variant="secondary"
              label="Set fields for this file only"
              icon={SlidersHorizontal}
              aria-expanded={draft.own !== undefined}
              onClick={() => onChange({ own: draft.own === undefined ? shared : undefined })}
            />
          )}
          <IconButton label="Remove" icon={X} onClick={onRemove} />
        </div>
        <Notes draft={draft} name={name} />
        <OwnFields draft={draft} checked={checked} onChange={onChange} />
      </fieldset>
    </li>
  )
}

function OwnFields(props: {
  draft: Draft
  checked: boolean
  onChange: (change: Partial<Draft>) => void
}) {
  const { draft, checked, onChange } = props
  if (draft.own === undefined) return null
  return (
    <div className={styles['own']}>
      <SharedFieldSet
        legend="For this file only"
        value={draft.own}
        problems={checked ? problemsOf(draft) : {}}
        onChange={(own) => onChange({ own })}
      />
      <Button size="s" variant="quiet" onClick={() => onChange({ own: undefined })}>
        Same as for all files
      </Button>
    </div>
  )
}

function Notes({ draft, name }: { draft: Draft; name: string }) {
  const notes = notesOf(draft, name)
  if (notes.length === 0) return null
  return (
    <ul className={styles['notes']}>
      {notes.map((note) => (
        <li key={note}>
          <Icon icon={TriangleAlert} size={14} />
          {note}
        </li>
      ))}
    </ul>
  )
}

function notesOf({ file, contentType, detected }: Draft, name: string): string[] {
  const notes: string[] = []
  if (detected.state === 'unreadable') {
    return ['This file can’t be read. It may have been moved or removed: choose it again.']
  }
  if (file.size === 0) notes.push('This file is empty and will be stored without content.')
  if (fileNameOfPath(file.name) !== file.name) {
    notes.push('Characters that are invisible or can’t be stored were removed from its name.')
  }
  if (detected.state === 'known' && detected.isProven && contentType !== detected.contentType) {
    notes.push(`The content looks like ${detected.contentType}.`)
  }
  const extension = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0]
  if (extension !== undefined && file.size > 0 && nameDisagrees(name, contentType)) {
    const kind = kindLabel(kindOfLabel(contentType))
    notes.push(`The name ends in ${extension}, but the content type means: ${kind}.`)
  }
  return notes
}
