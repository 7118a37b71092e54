import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Outlet, useParams } from 'react-router'
import { useApi } from '#api/context.tsx'
import { rememberOrganization } from '#features/organizations/recent.ts'
import { lastOrganization, useCurrentOrganization } from '../organization.tsx'

/** Everything below `/o/:org`. Entering one organization drops what the cache holds of any other. */
export function OrganizationArea() {
  const { org = '' } = useParams()
  const cache = useQueryClient()
  useEffect(() => {
    lastOrganization.set(org)
    cache.removeQueries({
      predicate: ({ queryKey }) => queryKey[0] === 'org' && queryKey[1] !== org,
    })
  }, [org, cache])
  useRemembered(org)
  return <Outlet key={org} />
}

/** Keeps an organization for the next time, once it has answered. */
function useRemembered(org: string) {
  const api = useApi()
  const { isSuccess } = useQuery({ ...api.organizations.check(org), throwOnError: false })
  const name = useCurrentOrganization()?.name ?? org
  useEffect(() => {
    if (isSuccess) rememberOrganization({ id: org, name })
  }, [isSuccess, org, name])
}
