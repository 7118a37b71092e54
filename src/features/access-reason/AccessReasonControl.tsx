import { MessageSquareText } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { AccessReasonConfig } from '#site/console-config.ts'
import { Button } from '#ui/controls/Button.tsx'
import { useAccessReason } from './use-reason-form.ts'
import styles from './access-reason-control.module.css'

const AccessReasonDialog = lazy(async () => ({
  default: (await import('./AccessReasonDialog.tsx')).AccessReasonDialog,
}))

/** The control of the top bar: shows the current reason, and opens the form that changes it. */
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
        title={reason === '' ? 'No access reason given' : `Access reason: ${reason}`}
        onClick={() => onOpen(true)}
      >
        <span className={styles['buttonWord']}>Access reason</span>
      </Button>
      <Suspense fallback={null}>
        {open && <AccessReasonDialog {...{ org, config }} onClose={() => onOpen(false)} />}
      </Suspense>
    </>
  )
}
