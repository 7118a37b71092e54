import { useQuery } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { displayName } from '#fhir/binary.ts'
import { isolate } from '#lib/isolate.ts'

/** What the pages around one Binary call it: its file name, else its id in short; also while it is loading or deleted. */
export function useBinaryName(org: string, id: string): string {
  // What the page around it reads is read again by that page alone.
  const { data } = useQuery({ ...useApi().binaries.detail(org, id), refetchOnWindowFocus: false })
  return isolate(displayName(data?.state === 'live' ? data.binary : { resourceType: 'Binary', id }))
}
