import { useQuery } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { accessReasonFor, type AccessReasonConfig } from '#site/console-config.ts'
import { useConfig } from './state/config.tsx'

/**
 * What holds for the access reasons of the organization in the address. The configuration may name by its id what the
 * address names by its slug, so where it has rules for single organizations the server's list has to be here first.
 *
 * @returns nothing until it is known
 */
export function useAccessReasonConfig(org: string | undefined): AccessReasonConfig | undefined {
  const config = useConfig()
  const list = useQuery({ ...useApi().organizations.list(), throwOnError: false })
  const listed = list.data?.organizations.find(({ id, slug }) => id === org || slug === org)
  const names = new Set([org, listed?.id, listed?.slug])
  const own = config.organizations.find(({ id }) => names.has(id))
  const single = config.organizations.some((one) => Object.keys(one.accessReason).length > 0)
  if (own === undefined && single && list.isPending) return undefined
  return accessReasonFor(config, own?.id)
}
