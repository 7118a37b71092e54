import { ContentDifferences } from '#features/compare/ContentDifferences.tsx'
import { PreviewOf } from '#features/preview/Preview.tsx'
import type { Binary } from '#fhir/types.ts'

/** A version that has content. */
interface Readable {
  versionId: string
  /** "Version 2" */
  title: string
  binary: Binary
}

export interface ContentChangesProps {
  org: string
  id: string
  /** Absent where nothing is there to compare with, as after a deletion: then the newer one is shown. */
  older: Readable | undefined
  newer: Readable
}

/** What differs between the contents of two versions, by the differ of their kind. */
export function ContentChanges({ org, id, older, newer }: ContentChangesProps) {
  if (older === undefined) {
    return (
      <PreviewOf {...{ org, id }} versionId={newer.versionId} label={`Preview of ${newer.title}`} />
    )
  }
  return (
    <ContentDifferences
      org={org}
      from={{ id, ...older }}
      to={{ id, ...newer }}
      renderPreview={({ versionId }) => (
        <PreviewOf
          {...{ org, id, versionId }}
          label={`Preview of ${(versionId === older.versionId ? older : newer).title}`}
        />
      )}
    />
  )
}
