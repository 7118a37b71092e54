import { AccessReasonControl } from '#features/access-reason/AccessReasonControl.tsx'
import { accessReasonFor } from '#lib/console-config.ts'
import { useConfig } from '../config.tsx'
import { useCurrentOrg } from '../organization.tsx'

/** The access reason, in the top bar. */
export function AccessReasonSlot() {
  const org = useCurrentOrg()
  const config = useConfig()
  if (org === undefined) return null
  return <AccessReasonControl key={org} org={org} config={accessReasonFor(config, org)} />
}
