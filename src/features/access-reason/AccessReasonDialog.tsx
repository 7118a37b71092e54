import { useId } from 'react'
import type { AccessReasonConfig } from '#site/console-config.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { AccessReasonForm } from './AccessReasonForm.tsx'
import { useReasonForm } from './use-reason-form.ts'

/** The form over whatever page is open. */
export function AccessReasonDialog(props: {
  org: string
  config: AccessReasonConfig
  onClose: () => void
}) {
  const { org, config, onClose } = props
  const form = useId()
  const { draft, setDraft, dirty, discard, error, save } = useReasonForm(org, config, onClose)
  const close = () => {
    discard()
    onClose()
  }
  return (
    <Dialog
      open
      title="Access reason"
      onClose={close}
      dirty={dirty}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" type="submit" form={form}>
            Use this reason
          </Button>
        </>
      }
    >
      <AccessReasonForm
        id={form}
        {...{ config, draft, error }}
        onChange={setDraft}
        onSubmit={save}
      />
    </Dialog>
  )
}
