import { ChevronsUpDown } from 'lucide-react'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { useCurrentOrganization } from '../organization.tsx'
import styles from './shell.module.css'

/** The name of the organization, on every page; it leads to the choice of another. */
export function OrganizationSwitch() {
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
