import { useSyncExternalStore } from 'react'
import { AccessReasonControl } from '#features/access-reason/AccessReasonControl.tsx'
import { useCurrentOrg } from '../organization.tsx'
import { overlay } from '../overlay.ts'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'

/** The access reason, in the top bar. */
export function AccessReasonSlot() {
  const org = useCurrentOrg()
  const config = useAccessReasonConfig(org)
  const open = useSyncExternalStore(overlay.subscribe, overlay.get) === 'access-reason'
  if (org === undefined || config === undefined) return null
  return (
    <AccessReasonControl
      key={org}
      org={org}
      config={config}
      open={open}
      onOpen={(wanted) => overlay.set(wanted ? 'access-reason' : 'none')}
    />
  )
}
