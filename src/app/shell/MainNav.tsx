import { Activity, Files, Settings } from 'lucide-react'
import { NavLink } from 'react-router'
import { paths } from '#lib/paths.ts'
import { Icon, type IconType } from '#ui/Icon.tsx'
import { useCurrentOrg } from '../organization.tsx'
import styles from './shell.module.css'

/** The element that the top bar's menu button opens on a narrow screen; on a wide one it simply stands there. */
export const NAV_ID = 'main-nav'

/** Where one can go. Without an organization its pages lead to choosing one. */
export function MainNav() {
  const org = useCurrentOrg()
  const within = (path: (org: string) => string) =>
    org === undefined ? paths.organizations() : path(org)
  return (
    <nav id={NAV_ID} popover="auto" aria-label="Main" className={styles['nav']}>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- without its bullets Safari takes it for no list */}
      <ul role="list">
        <Place to={within((it) => paths.binaries(it))} icon={Files} end={false} org={org}>
          Binaries
        </Place>
        <Place to={within((it) => paths.activity(it))} icon={Activity} end org={org}>
          Activity
        </Place>
        <Place to={paths.settings()} icon={Settings} end org={org}>
          Settings
        </Place>
      </ul>
    </nav>
  )
}

function Place(props: {
  to: string
  icon: IconType
  end: boolean
  org: string | undefined
  children: string
}) {
  return (
    <li>
      <NavLink
        to={props.to}
        end={props.end}
        className={({ isActive }) => (isHere(props, isActive) ? styles['here'] : undefined)}
        onClick={() => document.getElementById(NAV_ID)?.hidePopover()}
      >
        <Icon icon={props.icon} size={18} />
        {props.children}
      </NavLink>
    </li>
  )
}

function isHere(place: { to: string; org: string | undefined }, active: boolean): boolean {
  return active && place.to !== paths.organizations()
}
