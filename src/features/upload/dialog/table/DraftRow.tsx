import { SlidersHorizontal, X } from 'lucide-react'
import { useState } from 'react'
import { fileNameOfPath } from '#fhir/file-name.ts'
import { COMMON_CONTENT_TYPES } from '#formats/content-types.ts'
import { kindLabel, kindOfLabel } from '#formats/kinds.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { cx } from '#ui/cx.ts'
import { Bytes } from '#ui/display/Quantity.tsx'
import { fieldsOf, typeOf, type Draft, type SharedFields } from '../draft.ts'
import { SharedFieldSet } from '../SharedFieldSet.tsx'
import { nameOf, problemsOf } from '../spec.ts'
import type { Drafts } from '../use-drafts.ts'
import type { UploadForm } from '../use-upload-form.ts'
import { RowNotes, type RowNotesProps } from './RowNotes.tsx'
import styles from './draft-table.module.css'
import notes from './row-notes.module.css'

export interface DraftRowProps extends RowNotesProps {
  /** `undefined`: it is the only file, and there is nothing to mark. */
  marked: boolean | undefined
  /** @param range from the last marked one on */
  onMark: (range: boolean) => void
}

/** The only file's fields are Tab stops each, so that its table is not a grid. */
type CellRole = 'cell' | 'gridcell'

/** The cells of one file: its name, what its bytes are, its fields, and what is odd about it. */
export function DraftRow(props: DraftRowProps) {
  const { draft, drafts, form, marked, onMark } = props
  const [isOpen, setOpen] = useState(false)
  const role: CellRole = marked === undefined ? 'cell' : 'gridcell'
  const change = (change: Parameters<Drafts['change']>[1]) => drafts.change([draft.key], change)
  return (
    <>
      {marked !== undefined && (
        <div role="gridcell" className={styles['mark']}>
          <MarkBox name={fileNameOfPath(draft.file.name)} marked={marked} onMark={onMark} />
        </div>
      )}
      <div role="rowheader" data-stop="" className={styles['name']}>
        <TextField
          label="Name"
          hideLabel
          dir="auto"
          spellCheck={false}
          autoComplete="off"
          value={nameOf(draft, form.base)}
          onChange={(name) => change({ name })}
        />
        {draft.folder !== '' && <bdi className={styles['folder']}>{draft.folder}</bdi>}
      </div>
      <TypeCell {...{ role, draft }} checked={form.checked} onChange={change} />
      <div role={role} data-stop="" className={styles['size']}>
        <Bytes value={draft.file.size} />
      </div>
      <FieldCells {...{ role, draft }} shared={form.shared} />
      <div role={role} className={styles['actions']}>
        {marked !== undefined && (
          <IconButton
            variant="secondary"
            label="Set fields for this file only"
            icon={SlidersHorizontal}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          />
        )}
        <IconButton label="Remove" icon={X} onClick={() => drafts.remove(new Set([draft.key]))} />
      </div>
      <div role={role} data-stop="" className={styles['notes']}>
        <RowNotes {...props} />
        {isOpen && marked !== undefined && (
          <OwnFields draft={draft} form={form} onChange={change} onClose={() => setOpen(false)} />
        )}
      </div>
    </>
  )
}

function MarkBox(props: { name: string; marked: boolean; onMark: (range: boolean) => void }) {
  return (
    <input
      type="checkbox"
      aria-label={`Select ${props.name}`}
      checked={props.marked}
      onChange={(event) => {
        const native = event.nativeEvent
        props.onMark(native instanceof MouseEvent && native.shiftKey)
      }}
    />
  )
}

function TypeCell(props: {
  role: CellRole
  draft: Draft
  checked: boolean
  onChange: (change: { contentType: string | undefined }) => void
}) {
  const { role, draft, checked, onChange } = props
  const type = typeOf(draft)
  const isReading = draft.detected.state === 'reading'
  const problem = problemsOf(draft).contentType
  return (
    <div role={role} data-stop="" className={styles['type']}>
      <SuggestField
        label="Content type"
        hideLabel
        placeholder={isReading ? 'Reading…' : 'type/subtype'}
        suggestions={COMMON_CONTENT_TYPES}
        value={type}
        error={checked || type !== '' ? problem : undefined}
        onChange={(contentType) => onChange({ contentType })}
      />
      {type !== '' && <span className={styles['kind']}>{kindLabel(kindOfLabel(type))}</span>}
    </div>
  )
}

/** What the file gets: what is its own stands out against what holds for all. */
function FieldCells(props: { role: CellRole; draft: Draft; shared: SharedFields }) {
  const { role, draft, shared } = props
  const { language, securityContext } = fieldsOf(draft, shared)
  const { edit } = draft
  return (
    <>
      <div
        role={role}
        data-stop=""
        className={cx(styles['field'], styles['language'], language === '' && styles['unset'])}
      >
        <bdi className={edit.language === undefined ? styles['shared'] : undefined}>
          {language === '' ? '—' : language}
        </bdi>
      </div>
      <div
        role={role}
        data-stop=""
        className={cx(
          styles['field'],
          styles['context'],
          securityContext === '' && styles['unset'],
        )}
        title={securityContext}
      >
        <bdi className={edit.securityContext === undefined ? styles['shared'] : undefined}>
          {securityContext === '' ? '—' : securityContext}
        </bdi>
      </div>
    </>
  )
}

function OwnFields(props: {
  draft: Draft
  form: UploadForm
  onChange: (change: { language: string | undefined; securityContext: string | undefined }) => void
  onClose: () => void
}) {
  const { draft, form, onChange, onClose } = props
  return (
    <div className={notes['own']}>
      <SharedFieldSet
        legend="For this file only"
        value={fieldsOf(draft, form.shared)}
        problems={form.checked ? problemsOf(draft) : {}}
        onChange={onChange}
      />
      <Button
        size="s"
        variant="quiet"
        onClick={() => {
          onChange({ language: undefined, securityContext: undefined })
          onClose()
        }}
      >
        Same as for all files
      </Button>
    </div>
  )
}
