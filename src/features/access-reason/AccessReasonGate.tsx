import { useId, type ReactNode } from 'react'
import type { AccessReasonConfig } from '#lib/console-config.ts'
import { Button } from '#ui/Button.tsx'
import { useAccessReason, useDraft } from './AccessReasonControl.tsx'
import { AccessReasonForm } from './AccessReasonForm.tsx'
import { problemOf } from './draft.ts'
import styles from './access-reason.module.css'

/** Where an organization requires a reason, nothing of it is asked for before one is given. */
export function AccessReasonGate(props: {
  org: string
  config: AccessReasonConfig
  children: ReactNode
}) {
  const { org, config, children } = props
  const reason = useAccessReason(org)
  const missing = config.required && (reason === undefined || problemOf(reason, true) !== undefined)
  return missing ? <Ask org={org} config={config} /> : children
}

function Ask({ org, config }: { org: string; config: AccessReasonConfig }) {
  const form = useId()
  const { draft, setDraft, error, save } = useDraft(org, config, () => undefined)
  return (
    <section className={styles['gate']} aria-labelledby={`${form}-title`}>
      <h1 id={`${form}-title`}>Why do you need access?</h1>
      <p>
        This organization keeps a record of who looked at what, and why. Give your reason to go on.
      </p>
      <AccessReasonForm
        id={form}
        {...{ config, draft, error }}
        onChange={setDraft}
        onSubmit={save}
      />
      <Button variant="primary" type="submit" form={form}>
        Go on
      </Button>
    </section>
  )
}
