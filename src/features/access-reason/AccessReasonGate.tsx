import { lazy, Suspense, type ReactNode } from 'react'
import type { AccessReasonConfig } from '#site/console-config.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { problemOf } from './draft.ts'
import { useAccessReason } from './use-reason-form.ts'

const AccessReasonQuestion = lazy(async () => ({
  default: (await import('./AccessReasonQuestion.tsx')).AccessReasonQuestion,
}))

/** Where an organization requires a reason, nothing of it is requested before one is given. */
export function AccessReasonGate(props: {
  org: string
  config: AccessReasonConfig
  children: ReactNode
}) {
  const { org, config, children } = props
  if (!useReasonMissing(org, config)) return children
  return (
    <Suspense fallback={<Skeleton lines={6} label="Loading the form" />}>
      <AccessReasonQuestion org={org} config={config} />
    </Suspense>
  )
}

/**
 * Whether a reason is missing that is required, or may be required as long as the configuration is not known: then
 * nothing of the organization may be requested, on any page.
 */
export function useReasonMissing(org: string, config: AccessReasonConfig | undefined): boolean {
  const reason = useAccessReason(org)
  if (config === undefined) return true
  return config.required && (reason === undefined || problemOf(reason, true) !== undefined)
}
