import { useSyncExternalStore } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { conflicts } from '#features/edit/conflicts.ts'
import { Versions } from '#features/history/Versions.tsx'
import { DownloadButton } from '#features/preview/DownloadButton.tsx'
import { reasonAgainst } from '#features/preview/thumbnail/make-thumbnail.ts'
import { Thumbnail } from '#features/preview/thumbnail/Thumbnail.tsx'
import { fileName } from '#fhir/binary/binary.ts'
import { kindOfLabel } from '#formats/kinds.ts'
import { startOfDay } from '#lib/day.ts'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { Page } from '../Page.tsx'
import { readAhead } from '../state/read-ahead.ts'
import { titleWith, useBinaryName } from '../use-binary-name.ts'
import styles from './history-pages.module.css'

/** `/o/:org/Binary/:id/_history?since=2026-05-03` */
export default function VersionsPage() {
  const { org = '', id = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const name = useBinaryName(org, id)
  const day = search.get('since') ?? ''
  const { thumbnails } = useSyncExternalStore(readAhead.subscribe, readAhead.get)
  return (
    <Page
      title={titleWith('Versions', name)}
      actions={<LinkButton to={paths.binary(org, id)}>Open the current version</LinkButton>}
    >
      <div className={styles['since']}>
        <TextField
          label="Saved since"
          type="date"
          value={day}
          onChange={(value) => setSearch(value === '' ? {} : { since: value }, { replace: true })}
        />
      </div>
      <Versions
        key={`${org} ${id} ${day}`}
        org={org}
        id={id}
        since={startOfDay(day)}
        onConflict={(versionId, baseVersionId) =>
          conflicts.set({ org, id, change: { kind: 'restore', versionId }, baseVersionId })
        }
        renderDownload={({ versionId, binary, title }) => (
          <DownloadButton {...{ org, id, versionId, binary }} size="s" describe={title} />
        )}
        renderThumbnail={({ binary }) => {
          const kind = kindOfLabel(binary.contentType, fileName(binary))
          const isDrawn = thumbnails && reasonAgainst(binary, kind) === undefined
          return isDrawn ? <Thumbnail {...{ org, binary, kind }} icon={null} /> : null
        }}
      />
    </Page>
  )
}
