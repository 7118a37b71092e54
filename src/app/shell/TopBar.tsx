import { Menu as MenuSign, ChevronsUpDown, CircleUser, Lock, LogOut } from 'lucide-react'
import { useEffect, useSyncExternalStore, lazy, Suspense } from 'react'
import { Link, useParams } from 'react-router'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { AccessReasonControl } from '#features/access-reason/AccessReasonControl.tsx'
import { useBulkState } from '#features/binaries/bulk/context.tsx'
import { useSession } from '#features/session/context.tsx'
import { UploadButton, UploadProgressButton } from '#features/upload/panel/UploadButtons.tsx'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Mark } from '#ui/display/Mark.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Menu } from '#ui/overlays/Menu.tsx'
import { useConfig } from '../state/config.tsx'
import { lastOrganization, useCurrentOrg, useCurrentOrganization } from '../state/organization.tsx'
import { overlay } from '../state/overlay.ts'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'
import { FindField } from './FindField.tsx'
import { NAV_ID } from './MainNav.tsx'
import { useSignOut } from './sign-out.ts'
import styles from './shell.module.css'

/** Always in view: the organization, the field that finds files, uploads and the session. */
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
      <div className={styles['find']}>{org !== undefined && <FindField key={org} org={org} />}</div>
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

const BulkButton = lazy(async () => ({
  default: (await import('./BulkWithConflicts.tsx')).BulkWithConflicts,
}))

/** The progress of a bulk change, in the top bar; loaded with the first of them. */
function BulkSlot() {
  const state = useBulkState()
  if (state === undefined) return null
  return (
    <Suspense fallback={null}>
      <BulkButton state={state} />
    </Suspense>
  )
}

/** The name of the organization, on every page; it leads to the choice of another. */
function OrganizationSwitch() {
  const organization = useCurrentOrganization()
  if (!organization) return null
  return (
    <div className={styles['organization']}>
      <LinkButton variant="quiet" to={paths.organizations()} state={{ choose: true }}>
        <VisuallyHidden>Organization: </VisuallyHidden>
        <span className={styles['organizationName']}>{organization.name}</span>
        <VisuallyHidden>, switch</VisuallyHidden>
        <Icon icon={ChevronsUpDown} size={14} />
      </LinkButton>
    </div>
  )
}

/** What one can do with the session itself. */
function SessionMenu() {
  const session = useSession()
  const signOut = useSignOut()
  return (
    <Menu
      label="Session"
      icon={CircleUser}
      align="end"
      items={[
        {
          label: 'Lock now',
          icon: Lock,
          note: 'Keeps your place',
          onSelect: () => session.lock(),
        },
        {
          label: 'Sign out',
          icon: LogOut,
          note: 'In all tabs',
          onSelect: signOut,
        },
      ]}
    />
  )
}
