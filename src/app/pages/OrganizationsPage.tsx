import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import { useApi } from '#api/context.tsx'
import { onlyChoice, organizationChoices } from '#features/organizations/choices.ts'
import { OrganizationChooser } from '#features/organizations/OrganizationChooser.tsx'
import { recentOrganizations } from '#features/organizations/recent.ts'
import { isRecord } from '#lib/is-record.ts'
import { paths } from '#site/paths.ts'
import { useConfig } from '../config.tsx'
import { Page } from '../Page.tsx'

/** Which organization? Not asked where there is only one, unless somebody came here to choose. */
export default function OrganizationsPage() {
  const { state } = useLocation()
  const { organizations } = useConfig()
  const navigate = useNavigate()
  const only = useOnlyOrganization()
  const choosing = isRecord(state) && state['choose'] === true
  if (only !== undefined && !choosing) return <Navigate to={paths.binaries(only)} replace />
  return (
    <Page title="Organizations">
      <OrganizationChooser
        configured={organizations}
        onOpen={(org) => void navigate(paths.binaries(org))}
      />
    </Page>
  )
}

function useOnlyOrganization(): string | undefined {
  const api = useApi()
  const { organizations } = useConfig()
  const { data: list } = useQuery(api.organizations.list())
  const recent = useSyncExternalStore(recentOrganizations.subscribe, recentOrganizations.get)
  return onlyChoice(list, organizationChoices(list, organizations, recent))?.id
}
