import { Activity, Files, Settings } from 'lucide-react'
import { Link, useLocation } from 'react-router'
import { paths } from '#site/paths.ts'
import { Icon, type IconType } from '#ui/display/Icon.tsx'
import { useCurrentOrg } from '../state/organization.tsx'
import styles from './shell.module.css'

/** The element that the top bar's menu button opens on a narrow screen; on a wide one it simply stands there. */
export const NAV_ID = 'main-nav'

/** The main navigation. Without an organization, its pages lead to the choice of one. */
export function MainNav() {
  const org = useCurrentOrg()
  const { pathname } = useLocation()
  const here = org === undefined ? pathname : sectionOf(pathname, org)
  const within = (path: (org: string) => string) =>
    org === undefined ? paths.organizations() : path(org)
  return (
    <nav id={NAV_ID} popover="auto" aria-label="Main" className={styles['nav']}>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- without its bullets Safari takes it for no list */}
      <ul role="list">
        <Place to={within((it) => paths.binaries(it))} icon={Files} here={here}>
          Binaries
        </Place>
        <Place to={within((it) => paths.activity(it))} icon={Activity} here={here}>
          Activity
        </Place>
        <Place to={paths.settings()} icon={Settings} here={here}>
          Settings
        </Place>
      </ul>
    </nav>
  )
}

/** The section that a page belongs to: everything below the list is Binaries, except Activity. */
function sectionOf(pathname: string, org: string): string {
  const list = paths.binaries(org)
  return pathname.startsWith(`${list}/`) && pathname !== paths.activity(org) ? list : pathname
}

function Place(props: { to: string; icon: IconType; here: string; children: string }) {
  const current = props.here === props.to && props.to !== paths.organizations()
  return (
    <li>
      <Link
        to={props.to}
        aria-current={current ? 'page' : undefined}
        className={current ? styles['here'] : undefined}
        onClick={() => document.getElementById(NAV_ID)?.hidePopover()}
      >
        <Icon icon={props.icon} size={18} />
        {props.children}
      </Link>
    </li>
  )
}
