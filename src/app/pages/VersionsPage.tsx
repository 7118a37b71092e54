import { useParams, useSearchParams } from 'react-router'
import { conflicts } from '#features/edit/conflicts.ts'
import { Versions } from '#features/history/Versions.tsx'
import { DownloadButton } from '#features/preview/DownloadButton.tsx'
import { startOfDay } from '#lib/day.ts'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { Page } from '../Page.tsx'
import { titleWith, useBinaryName } from '../use-binary-name.ts'
import styles from './history-pages.module.css'

/** `/o/:org/Binary/:id/_history?since=2026-05-03` */
export default function VersionsPage() {
  const { org = '', id = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const name = useBinaryName(org, id)
  const day = search.get('since') ?? ''
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
      />
    </Page>
  )
}
