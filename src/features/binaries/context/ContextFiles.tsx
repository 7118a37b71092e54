import { TriangleAlert } from 'lucide-react'
import { useId } from 'react'
import { Link } from 'react-router'
import { explainError } from '#api/transport/explain-error.ts'
import { kindLabel, type Kind } from '#formats/kinds.ts'
import { isolate } from '#lib/isolate.ts'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { ProgressBar, Skeleton } from '#ui/display/Progress.tsx'
import { Bytes, Time } from '#ui/display/Quantity.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { kindIcons } from '../filters/kind-icons.ts'
import type { RenderThumbnail } from '../gallery/Card.tsx'
import type { BinaryRow } from '../list/rows.ts'
import {
  contextName,
  kindCounts,
  otherNameOf,
  shortKey,
  type ContextName,
  type ContextView,
} from './context-page.ts'
import { KindChips } from './KindChips.tsx'
import type { ContextFiles as Found } from './use-context-files.ts'
import styles from './context.module.css'

export interface ContextFilesProps {
  org: string
  /** What the files are filed under. */
  reference: string
  found: Found
  view: ContextView
  onView: (view: ContextView) => void
  renderThumbnail: RenderThumbnail
}

/** The files of one security context as cards: newest first, or kind after kind. */
export function ContextFiles({
  org,
  reference,
  found,
  view,
  onView,
  renderThumbnail,
}: ContextFilesProps) {
  const { files, error } = found
  if (files === undefined) {
    if (error === null) return <Skeleton lines={8} label="Looking for files" />
    const retry = <Button onClick={found.resume}>Try again</Button>
    return <ErrorState {...explainError(error)} actions={retry} />
  }
  const name = contextName(files, reference)
  const shown = view.kind === undefined ? files : files.filter(({ kind }) => kind === view.kind)
  return (
    <>
      {error !== null && (
        <ErrorBanner
          {...explainError(error)}
          actions={<Button onClick={found.resume}>Try again</Button>}
        />
      )}
      <Looked found={found} />
      {files.length > 0 && <KindChips counts={kindCounts(files)} {...{ view, onView }} />}
      {files.length === 0 && !found.running && <NoFiles {...{ org, reference, found }} />}
      {sectionsOf(shown, view).map(({ kind, rows }) => (
        <Section key={kind ?? 'all'} {...{ org, kind, rows, name, renderThumbnail }} />
      ))}
    </>
  )
}

function NoFiles({
  org,
  reference,
  found,
}: Pick<ContextFilesProps, 'org' | 'reference' | 'found'>) {
  return (
    <EmptyState
      title={
        found.more
          ? 'No files among those looked through'
          : `No files are filed under ${isolate(shortKey(reference))}`
      }
      actions={
        found.more ? (
          <Button onClick={found.resume}>Look through the rest</Button>
        ) : (
          <Link to={paths.activity(org)}>Show the activity of the organization</Link>
        )
      }
    >
      {found.more
        ? `${found.looked.toLocaleString()} files were looked through before it was stopped.`
        : 'Files that were deleted are not listed here; the activity still tells of them.'}
    </EmptyState>
  )
}

/** How far it was looked, where that took more than one answer or was stopped. */
function Looked({ found }: { found: Found }) {
  const { running, more, looked, total } = found
  if (!running && !more) return null
  const progress = `${looked.toLocaleString()}${total === undefined ? '' : ` of ${total.toLocaleString()}`} files`
  return (
    <div className={styles['looked']}>
      <p role="status">
        {running ? `Looking through ${progress}` : `Looked through ${progress}, then stopped`}
      </p>
      {running && <ProgressBar label="Looking for files" value={looked} max={total} />}
      <Button size="s" onClick={running ? found.stop : found.resume}>
        {running ? 'Stop' : 'Continue'}
      </Button>
    </div>
  )
}

interface Sorted {
  /** Of all rows; nothing where the kinds stand together. */
  kind: Kind | undefined
  rows: readonly BinaryRow[]
}

function sectionsOf(rows: readonly BinaryRow[], { arranged }: ContextView): Sorted[] {
  if (arranged === 'newest') return rows.length === 0 ? [] : [{ kind: undefined, rows }]
  return kindCounts(rows).map(([kind]) => ({
    kind,
    rows: rows.filter((row) => row.kind === kind),
  }))
}

interface SectionProps extends Sorted {
  org: string
  /** Of all files, also of those that are not shown. */
  name: ContextName
  renderThumbnail: RenderThumbnail
}

function Section({ org, kind, rows, name, renderThumbnail }: SectionProps) {
  const heading = useId()
  return (
    <section className={styles['section']} aria-labelledby={heading}>
      {kind === undefined ? (
        <VisuallyHidden id={heading}>Newest first</VisuallyHidden>
      ) : (
        <h3 id={heading}>
          {kindLabel(kind)} <span className={styles['count']}>{rows.length.toLocaleString()}</span>
        </h3>
      )}
      <ul className={styles['cards']}>
        {rows.map((row) => (
          <FileCard key={row.id} {...{ org, row, name, renderThumbnail }} />
        ))}
      </ul>
    </section>
  )
}

function FileCard({
  org,
  row,
  name,
  renderThumbnail,
}: Omit<SectionProps, 'rows' | 'kind'> & { row: BinaryRow }) {
  const instant = row.binary.meta?.lastUpdated
  const otherName = otherNameOf(row, name)
  return (
    <li className={styles['card']}>
      <div className={styles['picture']}>
        {renderThumbnail(row, <Icon icon={kindIcons[row.kind]} size={36} />)}
      </div>
      <Link
        to={paths.binary(org, row.id)}
        state={row.named ? { name: row.label } : undefined}
        title={isolate(row.label)}
      >
        <bdi>{row.label}</bdi>
      </Link>
      {otherName !== undefined && (
        <span className={styles['otherName']}>
          <Icon icon={TriangleAlert} size={14} />
          <span>
            Names <bdi>{otherName}</bdi>
          </span>
        </span>
      )}
      <span className={styles['facts']}>
        <Icon icon={kindIcons[row.kind]} size={14} /> <span>{row.kindLabel}</span>
      </span>
      <span className={styles['facts']}>
        {instant !== undefined && <Time value={instant} format="date" />}
        {instant !== undefined && row.size !== undefined && ' · '}
        {row.size !== undefined && <Bytes value={row.size} />}
      </span>
    </li>
  )
}
