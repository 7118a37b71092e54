import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import { useApi } from '#api/context.tsx'
import { onlyChoice, organizationChoices } from '#features/organizations/choices.ts'
import { recentOrganizations } from '#features/organizations/recent.ts'
import { isRecord } from '#lib/is-record.ts'
import { paths } from '#site/paths.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Page } from '../Page.tsx'
import { useConfig } from '../state/config.tsx'

/** Not loaded where there is nothing to choose. */
const OrganizationChooser = lazy(async () => ({
  default: (await import('#features/organizations/OrganizationChooser.tsx')).OrganizationChooser,
}))

/** Which organization? Not asked where there is only one, unless somebody came here to choose. */
export default function OrganizationsPage() {
  const { state } = useLocation()
  const { organizations } = useConfig()
  const navigate = useNavigate()
  const { only, pending } = useOnlyOrganization()
  const choosing = isRecord(state) && state['choose'] === true
  if (only !== undefined && !choosing) return <Navigate to={paths.binaries(only)} replace />
  return (
    <Page title="Organizations">
      {pending && !choosing ? (
        <Loading />
      ) : (
        <Suspense fallback={<Loading />}>
          <OrganizationChooser
            configured={organizations}
            onOpen={(org) => void navigate(paths.binaries(org))}
          />
        </Suspense>
      )}
    </Page>
  )
}

function Loading() {
  return <Skeleton lines={3} label="Loading organizations" />
}

function useOnlyOrganization(): { only: string | undefined; pending: boolean } {
  const api = useApi()
  const { organizations } = useConfig()
  const { data: list, isPending } = useQuery(api.organizations.list())
  const recent = useSyncExternalStore(recentOrganizations.subscribe, recentOrganizations.get)
  const only = onlyChoice(list, organizationChoices(list, organizations, recent))?.id
  return { only, pending: isPending }
}
