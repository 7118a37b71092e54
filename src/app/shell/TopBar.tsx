import { Menu as MenuSign } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { Link, useParams } from 'react-router'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { AccessReasonControl } from '#features/access-reason/AccessReasonControl.tsx'
import { UploadButton, UploadProgressButton } from '#features/upload/panel/UploadButtons.tsx'
import { paths } from '#site/paths.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Mark } from '#ui/display/Mark.tsx'
import { useConfig } from '../config.tsx'
import { lastOrganization, useCurrentOrg } from '../organization.tsx'
import { overlay } from '../overlay.ts'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'
import { BulkSlot } from './BulkSlot.tsx'
import { NAV_ID } from './MainNav.tsx'
import { OrganizationSwitch } from './OrganizationSwitch.tsx'
import { QuickFind } from './QuickFind.tsx'
import { SessionMenu } from './SessionMenu.tsx'
import styles from './shell.module.css'

/** Always in view: the organization, the field that opens files, uploads and the session. */
export function TopBar() {
  const org = useCurrentOrg()
  const problem = useWriteProblem(org ?? '')
  useLastOrganization()
  return (
    <header className={styles['bar']}>
      <span className={styles['menuButton']}>
        <IconButton label="Menu" icon={MenuSign} popoverTarget={NAV_ID} />
      </span>
      <Brand />
      <OrganizationSwitch />
      <div className={styles['find']}>{org !== undefined && <QuickFind key={org} org={org} />}</div>
      <div className={styles['tools']}>
        <BulkSlot />
        <AccessReason />
        <UploadProgressButton />
        <UploadButton disabledReason={problem} />
        <SessionMenu />
      </div>
    </header>
  )
}

/** Remembered here rather than by the pages, which may be left before they have loaded. */
function useLastOrganization() {
  const { org } = useParams()
  useEffect(() => {
    if (org !== undefined) lastOrganization.set(org)
  }, [org])
}

function Brand() {
  const { name, logo } = useConfig()
  const org = useCurrentOrg()
  return (
    <Link
      to={org === undefined ? paths.organizations() : paths.binaries(org)}
      className={styles['brand']}
      aria-label={`${name}, home`}
    >
      {logo === undefined ? <Mark size={26} /> : <img src={logo} alt="" />}
      <span>{name}</span>
    </Link>
  )
}

/** The access reason, in the top bar. */
function AccessReason() {
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
