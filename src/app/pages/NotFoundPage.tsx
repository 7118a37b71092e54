import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { Page } from '../Page.tsx'
import { useCurrentOrg } from '../state/organization.tsx'

/** An address that leads nowhere. */
export default function NotFoundPage() {
  const org = useCurrentOrg()
  return (
    <Page title="Page not found" heading={false}>
      <EmptyState
        title="There is no page at this address"
        actions={
          <LinkButton
            variant="primary"
            to={org === undefined ? paths.organizations() : paths.binaries(org)}
          >
            {org === undefined ? 'Choose an organization' : 'Go to Binaries'}
          </LinkButton>
        }
      >
        Check the address, or start again from the list.
      </EmptyState>
    </Page>
  )
}
