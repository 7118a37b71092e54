import { useQuery } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { contentSize, displayName } from '#fhir/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { DownloadButton } from './DownloadButton.tsx'
import { Preview } from './Preview.tsx'
import { useContent } from './use-content.ts'

export interface PreviewOfBinaryProps {
  org: string
  id: string
  versionId: string | undefined
  /** That version, without its content. */
  binary: Binary
  /** Of the region; "Preview" unless two are side by side. */
  label?: string | undefined
}

/** The preview of a Binary that is known but for its content, which this loads. */
export function PreviewOfBinary({ org, id, versionId, binary, label }: PreviewOfBinaryProps) {
  const content = useContent({ org, id, versionId, size: contentSize(binary) })
  const original = { org, id, versionId, binary }
  return (
    <Preview
      content={content}
      name={displayName(binary)}
      label={label}
      download={<DownloadButton {...original} label="Get the original" />}
    />
  )
}

/** The preview of one version by its id alone: for places that show several. A deleted version shows nothing. */
export function PreviewOf(props: {
  org: string
  id: string
  versionId: string
  label?: string | undefined
}) {
  const { org, id, versionId, label } = props
  const version = useQuery(useApi().binaries.version(org, id, versionId))
  if (version.data?.state === 'deleted') return null
  // A version that can't be read says why where its content fails, in the same words.
  const binary: Binary = version.data?.binary ?? { resourceType: 'Binary', id }
  if (version.isPending) return <Preview content={{ state: 'loading' }} name={id} label={label} />
  return <PreviewOfBinary org={org} id={id} versionId={versionId} binary={binary} label={label} />
}
