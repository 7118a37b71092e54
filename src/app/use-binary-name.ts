import { useQuery } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { displayName } from '#fhir/binary.ts'

/** What the pages around one Binary call it: its file name, else its id in short; also while it is loading or deleted. */
export function useBinaryName(org: string, id: string): string {
  const { data } = useQuery(useApi().binaries.detail(org, id))
  return displayName(data?.state === 'live' ? data.binary : { resourceType: 'Binary', id })
}
