import { useId } from 'react'
import type { AccessReasonConfig } from '#site/console-config.ts'
import { Button } from '#ui/controls/Button.tsx'
import { useUnsavedForm } from '#ui/unsaved.ts'
import { AccessReasonForm } from './AccessReasonForm.tsx'
import { useReasonForm } from './use-reason-form.ts'
import styles from './access-reason.module.css'

/** Shown in place of an organization's pages until a reason is given. */
export function AccessReasonQuestion({ org, config }: { org: string; config: AccessReasonConfig }) {
  const form = useId()
  const { draft, setDraft, dirty, discard, error, save } = useReasonForm(
    org,
    config,
    () => undefined,
  )
  useUnsavedForm(dirty, discard)
  return (
    <section className={styles['gate']} aria-labelledby={`${form}-title`}>
      <h1 id={`${form}-title`}>Why do you need access?</h1>
      <p>This organization records who looked at what, and why. Enter your reason to continue.</p>
      <AccessReasonForm
        id={form}
        {...{ config, draft, error }}
        onChange={setDraft}
        onSubmit={save}
      />
      <Button variant="primary" type="submit" form={form}>
        Continue
      </Button>
    </section>
  )
}
