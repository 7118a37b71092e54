import { lazy, Suspense } from 'react'
import { isWritten } from '#features/compare/differ.ts'
import { isPlayed } from '#features/compare/play/frame.ts'
import {
  isReadable,
  writeAddress,
  type ReadableItem,
  type VersionsAddress,
} from '#features/history/chosen.ts'
import type { TimelineItem } from '#features/history/timeline.ts'
import type { KnownVersions } from '#features/history/VersionsBesideDetail.tsx'
import { contentSha1, contentSha256, fileName } from '#fhir/binary/binary.ts'
import { kindOfLabel } from '#formats/kinds.ts'
import { paths } from '#site/paths.ts'
import { Skeleton } from '#ui/display/Progress.tsx'

const LineHistory = lazy(async () => ({
  default: (await import('#features/compare/blame/LineHistory.tsx')).LineHistory,
}))
const PlayVersions = lazy(async () => ({
  default: (await import('#features/compare/play/PlayVersions.tsx')).PlayVersions,
}))

export interface AcrossVersionsProps {
  org: string
  id: string
  version: ReadableItem
  among: KnownVersions
  address: VersionsAddress
}

/** Since when each line of a version stands. Going to a line's version is a step that "back" undoes. */
export function VersionLines({ org, id, version, among, address }: AcrossVersionsProps) {
  const { items, onOlder, isCut } = among
  return (
    <Suspense fallback={<Skeleton lines={8} label="Loading the line history" />}>
      <LineHistory
        {...{ org, id }}
        versions={items.slice(items.indexOf(version)).map(pastVersion)}
        beyond={
          onOlder !== undefined ? { kind: 'more', onOlder } : { kind: isCut ? 'hidden' : 'none' }
        }
        hrefOf={(versionId) =>
          paths.versions(
            org,
            id,
            writeAddress(address, { version: versionId, with: undefined, show: 'changes' }),
          )
        }
      />
    </Suspense>
  )
}

/** The picture of each version, one after the other. A step while it plays replaces the address: "back" leaves it at once. */
export function VersionPlay(
  props: AcrossVersionsProps & { onAddress: (change: Partial<VersionsAddress>) => void },
) {
  const { org, id, version, among, address, onAddress } = props
  return (
    <Suspense fallback={<Skeleton lines={8} label="Loading the pictures" />}>
      <PlayVersions
        {...{ org, id }}
        versions={among.items.filter(isReadable).toReversed()}
        deletions={among.items.filter(({ event }) => event === 'deleted').length}
        versionId={version.versionId}
        page={address.page ?? 1}
        onVersion={(versionId) => onAddress({ version: versionId, with: undefined })}
        onPage={(page) => onAddress({ page: page === 1 ? undefined : page })}
        onOlder={among.onOlder}
      />
    </Suspense>
  )
}

function pastVersion(item: TimelineItem) {
  const { binary } = item
  const sum = binary && (contentSha256(binary) ?? contentSha1(binary))
  return { ...item, isDeletion: item.event === 'deleted', sum }
}

/** Whether a version is of a kind that has lines, or pictures, by its label; what has none that says anything may be either. */
export function offersAcross({ binary }: ReadableItem, show: 'blame' | 'play'): boolean {
  const kind = kindOfLabel(binary.contentType, fileName(binary))
  if (kind === 'other') return true
  switch (show) {
    case 'blame':
      return isWritten(kind)
    case 'play':
      return isPlayed(kind)
  }
}
