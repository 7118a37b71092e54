import { MessageSquareText } from 'lucide-react'
import { useId, useState, useSyncExternalStore } from 'react'
import type { AccessReasonConfig } from '#lib/console-config.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { emptyReason, problemOf } from './draft.ts'
import { LazyAccessReasonForm } from './LazyAccessReasonForm.tsx'
import { accessReasons, setAccessReason } from './reasons.ts'
import styles from './access-reason-control.module.css'

/** The control of the top bar: says which reason is in force, and opens the form that changes it. */
export function AccessReasonControl(props: {
  org: string
  config: AccessReasonConfig
  open: boolean
  onOpen: (open: boolean) => void
}) {
  const { org, config, open, onOpen } = props
  const reason = useAccessReason(org)?.reason ?? ''
  return (
    <>
      <Button
        variant="quiet"
        icon={MessageSquareText}
        title={reason === '' ? 'No access reason is given' : `Access reason: ${reason}`}
        onClick={() => onOpen(true)}
      >
        <span className={styles['buttonWord']}>Access reason</span>
      </Button>
      {open && <AccessReasonDialog {...{ org, config }} onClose={() => onOpen(false)} />}
    </>
  )
}

function AccessReasonDialog(props: {
  org: string
  config: AccessReasonConfig
  onClose: () => void
}) {
  const { org, config, onClose } = props
  const form = useId()
  const { draft, setDraft, error, save } = useDraft(org, config, onClose)
  return (
    <Dialog
      open
      title="Access reason"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form}>
            Use this reason
          </Button>
        </>
      }
    >
      <LazyAccessReasonForm
        id={form}
        {...{ config, draft, error }}
        onChange={setDraft}
        onSubmit={save}
      />
    </Dialog>
  )
}

/** The form's state; what is wrong shows once it was tried. */
export function useDraft(org: string, config: AccessReasonConfig, onSaved: () => void) {
  const kept = useAccessReason(org)
  const [draft, setDraft] = useState(kept ?? emptyReason(config.format))
  const [tried, setTried] = useState(false)
  const problem = problemOf(draft, config.required)
  const save = () => {
    setTried(true)
    if (problem !== undefined) return
    setAccessReason(org, draft)
    onSaved()
  }
  return { draft, setDraft, error: tried ? problem : undefined, save }
}

export function useAccessReason(org: string) {
  return useSyncExternalStore(accessReasons.subscribe, accessReasons.get)[org]
}
