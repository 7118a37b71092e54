import { ExternalLink } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Navigate, useLocation, useParams, useSearchParams } from 'react-router'
import { FilesTimeline } from '#features/activity/FilesTimeline.tsx'
import {
  contextLink,
  contextName,
  contextOfPath,
  type ContextView,
} from '#features/binaries/context/context-page.ts'
import { ContextFiles } from '#features/binaries/context/ContextFiles.tsx'
import { useContextFiles } from '#features/binaries/context/use-context-files.ts'
import { Thumbnail } from '#features/preview/thumbnail/Thumbnail.tsx'
import { isKind } from '#formats/kinds.ts'
import { paths } from '#site/paths.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Page } from '../Page.tsx'
import { useConfig } from '../state/config.tsx'
import { readAhead } from '../state/read-ahead.ts'
import { searchMethod } from '../state/search-method.ts'
import styles from './context-page.module.css'

/**
 * `/o/:org/context/Patient%2F3310?kind=pdf&by=kind`: all files of one security context, and one timeline across them.
 * The reference may also come with a slash, as other systems may well write it.
 */
export default function ContextPage() {
  const { org = '' } = useParams()
  const key = contextOfPath(useLocation().pathname)
  if (key === '') return <Navigate to={paths.binaries(org)} replace />
  return <FilesOf key={`${org} ${key}`} org={org} reference={key} />
}

function FilesOf({ org, reference }: { org: string; reference: string }) {
  const [search, setSearch] = useSearchParams()
  const { thumbnails } = useSyncExternalStore(readAhead.subscribe, readAhead.get)
  const method = useSyncExternalStore(searchMethod.subscribe, searchMethod.get)
  const found = useContextFiles(org, reference, method)
  const { title, otherNames } = contextName(found.files ?? [], reference)
  const files = found.files ?? []
  return (
    <Page
      title={title}
      heading={
        <>
          <bdi>{title}</bdi>
          {title !== reference && <code className={styles['reference']}>{reference}</code>}
        </>
      }
      actions={<Elsewhere reference={reference} />}
    >
      {otherNames.length > 0 && (
        <Banner tone="warning" title="Some of these files name somebody else">
          Filed under <code>{reference}</code> with other names: <bdi>{otherNames.join(', ')}</bdi>.
        </Banner>
      )}
      <div className={styles['parts']}>
        <section className={styles['part']} aria-label="Files">
          <h2>
            Files{' '}
            {files.length > 0 && (
              <span className={styles['count']}>{files.length.toLocaleString()}</span>
            )}
          </h2>
          <ContextFiles
            {...{ org, reference, found }}
            view={readView(search)}
            onView={(view) => setSearch(writeView(view), { replace: true })}
            renderThumbnail={({ binary, kind }, icon) =>
              thumbnails ? <Thumbnail {...{ org, binary, kind, icon }} /> : icon
            }
          />
        </section>
        {files.length > 0 && !found.running && (
          <section className={styles['part']} aria-label="Timeline">
            <h2>Timeline</h2>
            <FilesTimeline org={org} files={files.map(({ binary }) => binary)} />
          </section>
        )}
      </div>
    </Page>
  )
}

/** The way to the system that knows more of the patient, where `config.json` tells it. */
function Elsewhere({ reference }: { reference: string }) {
  const { contextLinks } = useConfig()
  const elsewhere = contextLink(contextLinks, reference)
  if (elsewhere === undefined) return null
  return (
    <a href={elsewhere.href} target="_blank" rel="noreferrer" className={styles['elsewhere']}>
      <Icon icon={ExternalLink} size={16} />
      Open in {elsewhere.host}
    </a>
  )
}

function readView(search: URLSearchParams): ContextView {
  const kind = search.get('kind')
  return {
    kind: kind !== null && isKind(kind) ? kind : undefined,
    arranged: search.get('by') === 'kind' ? 'kind' : 'newest',
  }
}

function writeView({ kind, arranged }: ContextView): URLSearchParams {
  const search = new URLSearchParams()
  if (kind !== undefined) search.set('kind', kind)
  if (arranged === 'kind') search.set('by', 'kind')
  return search
}
