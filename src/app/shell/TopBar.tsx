import { Menu as MenuSign } from 'lucide-react'
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { paths } from '#site/paths.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Mark } from '#ui/display/Mark.tsx'
import { useConfig } from '../config.tsx'
import { lastOrganization, useCurrentOrg } from '../organization.tsx'
import { AccessReasonSlot } from '../slots/AccessReasonSlot.tsx'
import { BulkSlot } from '../slots/BulkSlot.tsx'
import { UploadSlot } from '../slots/UploadSlot.tsx'
import { NAV_ID } from './MainNav.tsx'
import { OrganizationSwitch } from './OrganizationSwitch.tsx'
import { QuickFind } from './QuickFind.tsx'
import { SessionMenu } from './SessionMenu.tsx'
import styles from './shell.module.css'

/** Always in view: whose files these are, the way to any of them, and what is going on. */
export function TopBar() {
  const org = useCurrentOrg()
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
        <AccessReasonSlot />
        <UploadSlot />
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
