import type { ComparedVersion } from '#features/compare/ContentDifferences.tsx'
import { Preview, PreviewOf } from '#features/preview/Preview.tsx'
import { displayName } from '#fhir/binary/binary.ts'

/** One side of a comparison as it is: what is here already is not asked for, and may have no version to be asked by. */
export function SidePreview({ org, side }: { org: string; side: ComparedVersion }) {
  const { id, versionId, title, blob, binary } = side
  const label = `Preview of ${title}`
  if (blob === undefined) return <PreviewOf {...{ org, id, versionId, label }} />
  return (
    <Preview
      content={{ state: 'ready', blob, contentType: binary.contentType }}
      name={displayName(binary)}
      label={label}
    />
  )
}
