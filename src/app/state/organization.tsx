import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useParams } from 'react-router'
import { useApi } from '#api/context.tsx'
import { organizationChoices, organizationName } from '#features/organizations/choices.ts'
import { recentOrganizations, type KnownOrganization } from '#features/organizations/recent.ts'
import { createStore } from '#ui/store.ts'
import { useConfig } from './config.tsx'

/** The organization that was last on the screen, for pages that belong to none; ends with the page's life. */
export const lastOrganization = createStore<string | undefined>(undefined)

/** The organization in the address, or the last one that was: as it stands in the address. */
export function useCurrentOrg(): string | undefined {
  const { org } = useParams()
  const last = useSyncExternalStore(lastOrganization.subscribe, lastOrganization.get)
  return org ?? last
}

/** The same with its name, as soon as anybody knows it. */
export function useCurrentOrganization(): KnownOrganization | undefined {
  const org = useCurrentOrg()
  const api = useApi()
  const { organizations } = useConfig()
  const { data: list } = useQuery(api.organizations.list())
  const recent = useSyncExternalStore(recentOrganizations.subscribe, recentOrganizations.get)
  if (org === undefined) return undefined
  const choices = organizationChoices(list, organizations, recent)
  return { id: org, name: organizationName(org, list, choices) }
}
