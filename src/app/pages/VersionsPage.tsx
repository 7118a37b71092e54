import { useSyncExternalStore } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { FieldDifferences } from '#features/compare/FieldDifferences.tsx'
import { HeadlineOf } from '#features/compare/headline/HeadlineOf.tsx'
import { conflicts } from '#features/edit/conflicts.ts'
import {
  readAddress,
  writeAddress,
  type ReadableItem,
  type VersionsAddress,
} from '#features/history/chosen.ts'
import { Versions } from '#features/history/Versions.tsx'
import { DownloadButton } from '#features/preview/DownloadButton.tsx'
import { PreviewOf } from '#features/preview/Preview.tsx'
import { reasonAgainst } from '#features/preview/thumbnail/make-thumbnail.ts'
import { Thumbnail } from '#features/preview/thumbnail/Thumbnail.tsx'
import { fileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { kindOfLabel } from '#formats/kinds.ts'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import { offersAcross, VersionLines, VersionPlay } from '../binary/AcrossVersions.tsx'
import { CompareWithFile } from '../binary/CompareWithFile.tsx'
import { ContentChanges } from '../binary/ContentChanges.tsx'
import { ContextButton } from '../binary/ContextLink.tsx'
import { Page } from '../Page.tsx'
import { readAhead } from '../state/read-ahead.ts'
import { titleWith, useBinaryName } from '../use-binary-name.ts'

/** `/o/:org/Binary/:id/_history?version=3&with=1&show=changes&since=2026-05-03&by=Ann&kind=content` */
export default function VersionsPage() {
  const { org = '', id = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const address = readAddress(search)
  const onAddress = (change: Partial<VersionsAddress>) =>
    setSearch(writeAddress(address, change), { replace: true })
  const name = useBinaryName(org, id)
  return (
    <Page
      fill
      title={titleWith('Versions', name)}
      actions={
        <>
          <ContextButton {...{ org, id }} />
          <LinkButton to={paths.binary(org, id)}>Open the current version</LinkButton>
        </>
      }
    >
      <CompareWithFile {...{ org, id }} versionId={address.version} />
      <Versions
        key={`${org} ${id} ${address.since}`}
        {...{ org, id, address }}
        onAddress={onAddress}
        onConflict={(versionId, part, baseVersionId) =>
          conflicts.set({ org, id, change: { kind: 'restore', versionId, part }, baseVersionId })
        }
        renderDownload={({ versionId, binary, title }) => (
          <DownloadButton
            {...{ org, id, versionId, binary }}
            size="s"
            variant="quiet"
            describe={title}
          />
        )}
        renderThumbnail={({ binary }) => <VersionThumbnail {...{ org, binary }} />}
        renderHeadline={(older, newer) => <VersionHeadline {...{ org, id, older, newer }} />}
        renderChanges={(older, newer) => <VersionChanges {...{ org, id, older, newer }} />}
        renderRestored={(older, newer) => <ContentChanges {...{ org, id, older, newer }} />}
        renderContent={({ versionId, title }) => (
          <PreviewOf {...{ org, id, versionId }} label={`Preview of ${title}`} />
        )}
        renderLines={(version, among) => <VersionLines {...{ org, id, version, among, address }} />}
        renderPlay={(version, among) => (
          <VersionPlay {...{ org, id, version, among, address, onAddress }} />
        )}
        offers={offersAcross}
      />
    </Page>
  )
}

function VersionThumbnail({ org, binary }: { org: string; binary: Binary }) {
  const { thumbnails } = useSyncExternalStore(readAhead.subscribe, readAhead.get)
  const kind = kindOfLabel(binary.contentType, fileName(binary))
  const isDrawn = thumbnails && reasonAgainst(binary, kind) === undefined
  return isDrawn ? <Thumbnail {...{ org, binary, kind }} icon={null} /> : null
}

function VersionHeadline(props: {
  org: string
  id: string
  older: ReadableItem
  newer: ReadableItem
}) {
  const { thumbnails } = useSyncExternalStore(readAhead.subscribe, readAhead.get)
  return <HeadlineOf {...props} isUnasked={thumbnails} />
}

function VersionChanges(props: {
  org: string
  id: string
  older: ReadableItem
  newer: ReadableItem
}) {
  const { org, id, older, newer } = props
  return (
    <>
      <ContentChanges {...{ org, id, older, newer }} />
      <FieldDifferences before={older.binary} after={newer.binary} />
    </>
  )
}
