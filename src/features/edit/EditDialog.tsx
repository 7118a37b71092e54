import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#api/context.tsx'
import { isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { displayName } from '#fhir/binary.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { conflicts } from './conflicts.ts'
import { dryRun } from './dry-run.ts'
import { fieldsOf, patchOf, problemsOf } from './edited-fields.ts'
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
export function EditDialog({ org, id, binary, versionId, onClose }: EditDialogProps) {
  const { patch, send } = usePatch({ org, id, binary, versionId, onClose })
  const [fields, setFields] = useState(fieldsOf(binary))
  const [byHand, setByHand] = useState<string>()
  const problems = problemsOf(fields)
  const operations = operationsOf(binary, fields, byHand)
  const save = () => send(operations)
  const failed = patch.error !== null && !isConflict(patch.error) ? patch.error : null
  return (
    <Dialog
      open
      title={`Edit ${isolate(displayName(binary))}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={patch.isPending}
            disabledReason={saveProblem(operations, byHand, Object.values(problems))}
            onClick={save}
          >
            Save
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        {byHand === undefined ? (
          <>
            <FieldsForm fields={fields} problems={problems} onChange={setFields} onSubmit={save} />
            <PatchPreview operations={operations} onEdit={setByHand} />
          </>
        ) : (
          <PatchForm text={byHand} run={dryRun(binary, byHand)} onChange={setByHand} />
        )}
        {failed !== null && <ErrorBanner {...explainError(failed)} />}
      </div>
    </Dialog>
  )
}

/** Sends a patch; where something else is stored by now, asks what becomes of both. */
function usePatch({ org, id, binary, versionId, onClose }: EditDialogProps) {
  const patch = useMutation(useApi().binaries.patch(org))
  const send = (operations: PatchOperation[]) => {
    if (operations.length === 0) return
    patch.mutate(
      { id, operations, ...(versionId === undefined ? {} : { ifMatch: versionId }) },
      {
        onSuccess: () => {
          toast({ tone: 'success', title: `${isolate(displayName(binary))} was changed` })
          onClose()
        },
        onError: (error) => {
          if (!isConflict(error)) return
          onClose()
          const change = { kind: 'patch', operations } as const
          conflicts.set({ org, id, change, baseVersionId: versionId })
        },
      },
    )
  }
  return { patch, send }
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
  fields: ReturnType<typeof fieldsOf>,
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
