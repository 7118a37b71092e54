import { useSyncExternalStore } from 'react'
import { AccessReasonControl } from '#features/access-reason/AccessReasonControl.tsx'
import { accessReasonFor } from '#lib/console-config.ts'
import { useConfig } from '../config.tsx'
import { useCurrentOrg } from '../organization.tsx'
import { overlay } from '../overlay.ts'

/** The access reason, in the top bar. */
export function AccessReasonSlot() {
  const org = useCurrentOrg()
  const config = useConfig()
  const open = useSyncExternalStore(overlay.subscribe, overlay.get) === 'access-reason'
  if (org === undefined) return null
  return (
    <AccessReasonControl
      key={org}
      org={org}
      config={accessReasonFor(config, org)}
      open={open}
      onOpen={(wanted) => overlay.set(wanted ? 'access-reason' : 'none')}
    />
  )
}
