import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Outlet, useParams } from 'react-router'
import { useApi } from '#api/context.tsx'
import { AccessReasonGate } from '#features/access-reason/AccessReasonGate.tsx'
import { rememberOrganization } from '#features/organizations/recent.ts'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { useCurrentOrganization } from '../organization.tsx'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'

/** Everything below `/o/:org`. Entering one organization drops what the cache holds of any other. */
export function OrganizationArea() {
  const { org = '' } = useParams()
  const cache = useQueryClient()
  useEffect(() => {
    cache.removeQueries({
      predicate: ({ queryKey }) => queryKey[0] === 'org' && queryKey[1] !== org,
    })
  }, [org, cache])
  const config = useAccessReasonConfig(org)
  if (config === undefined) return <Skeleton lines={6} label="Loading the organization" />
  return (
    <AccessReasonGate key={org} org={org} config={config}>
      <Remembered org={org} />
      <Outlet />
    </AccessReasonGate>
  )
}

/** Keeps an organization for the next time, once it has answered. */
function Remembered({ org }: { org: string }) {
  const api = useApi()
  const { isSuccess } = useQuery({ ...api.organizations.check(org), throwOnError: false })
  const name = useCurrentOrganization()?.name ?? org
  useEffect(() => {
    if (isSuccess) rememberOrganization({ id: org, name })
  }, [isSuccess, org, name])
  return null
}
