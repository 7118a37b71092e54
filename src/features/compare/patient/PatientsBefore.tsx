import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import { useApi } from '#api/context.tsx'
import { contentSize, displayName, fileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { blobSource, type ContentSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { checkPatients } from './check-patients.ts'
import { PatientNotice } from './PatientNotice.tsx'

/** Of a whole that a server sends although a part was asked for, in bytes. */
const MOST_UNASKED = 1_000_000

interface Version {
  id: string
  versionId: string
  binary: Binary
  blob?: Blob | undefined
}

/**
 * Of two large contents that nobody has loaded yet: whether they are of one patient, by the beginnings of both, where the
 * server gives parts of a content. Else it is said after the loading.
 */
export function PatientsBefore({ org, from, to }: { org: string; from: Version; to: Version }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const version = (one: Version) => api.binaries.version(org, one.id, one.versionId).queryKey
  const check = useQuery({
    queryKey: [...version(from), 'patients', version(to)],
    queryFn: async ({ signal }) => {
      const [left, right] = [
        await asked(api, queryClient, { org, ...from }, signal),
        await asked(api, queryClient, { org, ...to }, signal),
      ]
      return left && right ? checkPatients(left, right, signal) : null
    },
    enabled: from.blob === undefined && to.blob === undefined,
    retry: false,
    staleTime: Infinity,
  })
  return check.data ? <PatientNotice found={check.data} /> : null
}

async function asked(
  api: Api,
  queryClient: QueryClient,
  { org, id, versionId, binary }: Version & { org: string },
  signal: AbortSignal,
) {
  const size = contentSize(binary)
  if (size === undefined) return undefined
  const of = { org, id, versionId, size, name: displayName(binary), mostUnasked: MOST_UNASKED }
  const source = await api.binaries.openInRanges(queryClient, of, signal)
  return source && detected(source, binary, signal)
}

async function detected(source: ContentSource, binary: Binary, signal: AbortSignal) {
  // What it is shows in its beginning, and no byte is asked for twice.
  const head = new Blob([await source.slice(0, 64 * 1024, signal)])
  const label = { contentType: binary.contentType, name: fileName(binary) }
  const { kind, contentType } = await detectSource(blobSource(head, label))
  return { source, kind, contentType }
}
