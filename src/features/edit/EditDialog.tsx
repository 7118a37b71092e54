import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#api/context.tsx'
import { isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { useDraft } from '#ui/unsaved.ts'
import { conflicts } from './conflicts.ts'
import { dryRun } from './dry-run.ts'
import { fieldsOf, patchOf, problemsOf, type EditedFields } from './edited-fields.ts'
import { FieldsForm } from './FieldsForm.tsx'
import { PatchForm } from './PatchForm.tsx'
import styles from './edit.module.css'

export interface EditDialogProps {
  org: string
  id: string
  /** As it was read, without its content. */
  binary: Binary
  versionId: string | undefined
  onClose: () => void
}

/** Fields by form or by a patch written by hand; either way the patch is shown before it is sent. */
export function EditDialog(props: EditDialogProps) {
  const { binary } = props
  const { edited, change, operations, dirty, close, save, busy, failed } = useEdit(props)
  const { fields, byHand } = edited
  const problems = problemsOf(fields)
  return (
    <Dialog
      open
      title={`Edit ${isolate(displayName(binary))}`}
      onClose={close}
      dirty={dirty}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            busy={busy}
            disabledReason={saveProblem(operations, byHand, Object.values(problems))}
            onClick={() => void save()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        {byHand === undefined ? (
          <>
            <FieldsForm
              fields={fields}
              problems={problems}
              onChange={(fields) => change({ fields })}
              onSubmit={() => void save()}
            />
            <PatchPreview operations={operations} onEdit={(text) => change({ byHand: text })} />
          </>
        ) : (
          <PatchForm
            text={byHand}
            run={dryRun(binary, byHand)}
            onChange={(next) => change({ byHand: next })}
          />
        )}
        {failed !== null && <ErrorBanner {...explainError(failed)} />}
      </div>
    </Dialog>
  )
}

/** What is typed, kept through a lock, and the way to save it. */
function useEdit({ org, id, binary, versionId, onClose }: EditDialogProps) {
  const patch = useMutation(useApi().binaries.patch(org))
  const [initial] = useState<Edited>(() => ({ fields: fieldsOf(binary), byHand: undefined }))
  const draft = useDraft(`edit ${org}/${id}`, initial)
  const operations = operationsOf(binary, draft.value.fields, draft.value.byHand)
  const close = () => {
    draft.discard()
    onClose()
  }
  const save = async () => {
    if (operations.length === 0) return
    const ifMatch = versionId === undefined ? {} : { ifMatch: versionId }
    // By a promise: a locked screen may have taken this dialog away before the answer comes.
    try {
      await patch.mutateAsync({ id, operations, ...ifMatch })
    } catch (error) {
      if (!isConflict(error)) return
      close()
      const change = { kind: 'patch', operations } as const
      conflicts.set({ org, id, change, baseVersionId: versionId })
      return
    }
    toast({ tone: 'success', title: `${isolate(displayName(binary))} was changed` })
    close()
  }
  return {
    edited: draft.value,
    change: (part: Partial<Edited>) => draft.set((before) => ({ ...before, ...part })),
    operations,
    dirty: isTyped(binary, draft.value),
    close,
    save,
    busy: patch.isPending,
    failed: patch.error !== null && !isConflict(patch.error) ? patch.error : null,
  }
}

/** What is typed: the form's fields, and the patch where it is written by hand. */
interface Edited {
  fields: EditedFields
  byHand: string | undefined
}

function isTyped(binary: Binary, { fields, byHand }: Edited): boolean {
  const byForm = patchOf(binary, fields)
  const isGenerated = byHand === undefined || byHand === JSON.stringify(byForm, null, 2)
  return byForm.length > 0 || !isGenerated
}

/** What will be sent, exactly; folded, since most people trust the form. */
function PatchPreview(props: { operations: PatchOperation[]; onEdit: (text: string) => void }) {
  const text = JSON.stringify(props.operations, null, 2)
  return (
    <details className={styles['fold']}>
      <summary>JSON patch that will be sent</summary>
      <section className={styles['preview']} aria-label="Patch">
        {props.operations.length === 0 ? (
          <p>Nothing has been changed yet.</p>
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
          <pre tabIndex={0}>{text}</pre>
        )}
        <div>
          <Button size="s" onClick={() => props.onEdit(text)}>
            Edit the patch by hand
          </Button>
        </div>
      </section>
    </details>
  )
}

function operationsOf(
  binary: Binary,
  fields: EditedFields,
  byHand: string | undefined,
): PatchOperation[] {
  if (byHand === undefined) return patchOf(binary, fields)
  const run = dryRun(binary, byHand)
  return run.ok ? run.operations : []
}

function saveProblem(
  operations: PatchOperation[],
  byHand: string | undefined,
  problems: string[],
): string | undefined {
  if (byHand !== undefined)
    return operations.length === 0 ? 'The patch can’t be sent as it is.' : undefined
  if (problems.length > 0) return problems[0]
  return operations.length === 0 ? 'Nothing has been changed yet.' : undefined
}
