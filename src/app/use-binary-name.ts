import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'react-router'
import type { BinaryState } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import { isRecord } from '#lib/is-record.ts'
import { isolate } from '#lib/isolate.ts'

/** What the pages around one Binary call it: its file name, else its id in short; nothing while that is not known. */
export function useBinaryName(org: string, id: string): string | undefined {
  // What the page around it reads is read again by that page alone.
  const { data } = useQuery({ ...useApi().binaries.detail(org, id), refetchOnWindowFocus: false })
  return useNameOf(data, id)
}

/**
 * The name of a file that may still be loading: until then the one that the link which led here has handed over
 * (`state: { name }`), so that no heading begins with an id and then changes.
 */
export function useNameOf(shown: BinaryState | undefined, id: string): string | undefined {
  const { state } = useLocation()
  if (shown?.state === 'live') return isolate(displayName(shown.binary))
  if (isRecord(state) && typeof state['name'] === 'string') return isolate(state['name'])
  return shown === undefined ? undefined : displayName({ resourceType: 'Binary', id })
}

/** "Versions of letter.txt"; "Versions" as long as the name is not known. */
export function titleWith(what: string, name: string | undefined): string {
  return name === undefined ? what : `${what} of ${name}`
}
