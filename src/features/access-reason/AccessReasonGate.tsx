import { useId, type ReactNode } from 'react'
import type { AccessReasonConfig } from '#lib/console-config.ts'
import { Button } from '#ui/Button.tsx'
import { useAccessReason, useDraft } from './AccessReasonControl.tsx'
import { problemOf } from './draft.ts'
import { LazyAccessReasonForm } from './LazyAccessReasonForm.tsx'
import styles from './access-reason.module.css'

/** Where an organization requires a reason, nothing of it is asked for before one is given. */
export function AccessReasonGate(props: {
  org: string
  config: AccessReasonConfig
  children: ReactNode
}) {
  const { org, config, children } = props
  return useReasonMissing(org, config) ? <Ask org={org} config={config} /> : children
}

/**
 * Whether a reason is required, or may be as long as nobody knows, that was not given: then nothing of the
 * organization may be asked for, on any page.
 */
export function useReasonMissing(org: string, config: AccessReasonConfig | undefined): boolean {
  const reason = useAccessReason(org)
  if (config === undefined) return true
  return config.required && (reason === undefined || problemOf(reason, true) !== undefined)
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
      <LazyAccessReasonForm
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
