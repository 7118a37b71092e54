import { ShieldOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatBytes } from '#lib/format.ts'
import { paths } from '#site/paths.ts'
import { Badge } from '#ui/display/Badge.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Bytes } from '#ui/display/Quantity.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { kindIcons } from '../filters/kind-icons.ts'
import type { BinaryRow } from '../list/rows.ts'
import type { ColumnId } from '../search/search-view.ts'
import styles from './grid.module.css'

/** What the headers and the settings call each column. */
export const columnTitles: Record<ColumnId, string> = {
  kind: 'Kind',
  name: 'Name',
  contentType: 'Content type',
  language: 'Language',
  size: 'Size',
  version: 'Version',
  updated: 'Last updated',
  securityContext: 'Security context',
  folder: 'Folder',
}

/** What each column shows of a row. */
export type GridCells = Record<ColumnId, (row: BinaryRow) => ReactNode>

/** @param narrow one column that says it all, for a screen that has no room for more */
export function gridCells(org: string, narrow: boolean): GridCells {
  const cells = cellsOf(org)
  return narrow ? { ...cells, name: (row) => <NameWithDetails org={org} row={row} /> } : cells
}

/** Pixels, until the reader decides. */
export const columnWidths: Readonly<Record<ColumnId, number>> = {
  kind: 72,
  name: 220,
  contentType: 170,
  language: 104,
  size: 92,
  version: 92,
  updated: 190,
  securityContext: 180,
  folder: 160,
}

function cellsOf(org: string): GridCells {
  return {
    kind: (row) => (
      <span className={styles['kind']} title={row.kindLabel}>
        <Icon icon={kindIcons[row.kind]} size={18} />
        <VisuallyHidden>{row.kindLabel}</VisuallyHidden>
      </span>
    ),
    name: (row) => <NameLink org={org} row={row} />,
    contentType: (row) => <span title={row.contentType}>{row.contentType || <Nothing />}</span>,
    language: (row) => row.binary.language ?? <Nothing />,
    size: (row) => (row.size === undefined ? <Nothing /> : <Bytes value={row.size} />),
    version: (row) => (row.version === '' ? <Nothing /> : <Version row={row} />),
    updated: (row) => <Updated row={row} />,
    securityContext: (row) =>
      row.securityContext === '' ? (
        <Badge tone="warning" icon={ShieldOff}>
          None
        </Badge>
      ) : (
        <ContextLink org={org} row={row} />
      ),
    folder: (row) => (row.folder === '' ? <Nothing /> : <bdi title={row.folder}>{row.folder}</bdi>),
  }
}

/** A plain link: the grid follows it within the page (`GridBody`). The router's own costs too much for each row of a fast scroll. */
function NameLink({ org, row }: { org: string; row: BinaryRow }) {
  return (
    <a
      href={paths.binary(org, row.id)}
      tabIndex={-1}
      draggable={false}
      className={row.named ? styles['name'] : styles['id']}
      title={titleOf(row)}
    >
      <bdi>{row.label}</bdi>
    </a>
  )
}

/** Leads to all files of the same security context, as `NameLink` leads to the file; a mere display leads nowhere. */
export function ContextLink({ org, row }: { org: string; row: BinaryRow }) {
  const { context, securityContext } = row
  const text = <bdi title={securityContext}>{securityContext}</bdi>
  if (context === '') return text
  return (
    <a
      href={paths.context(org, context)}
      data-to="context"
      tabIndex={-1}
      draggable={false}
      className={styles['context']}
    >
      {text}
    </a>
  )
}

/** With the folder that it came from, as a path. */
function titleOf({ named, label, id, folder }: BinaryRow): string {
  if (!named) return id
  return folder === '' ? label : `${folder}/${label}`
}

function NameWithDetails({ org, row }: { org: string; row: BinaryRow }) {
  const size = row.size === undefined ? '' : ` · ${formatBytes(row.size)}`
  const instant = row.binary.meta?.lastUpdated
  return (
    <span className={styles['card']}>
      <NameLink org={org} row={row} />
      <span className={styles['cardDetails']}>
        {row.securityContext === '' ? (
          <span className={styles['noContext']}>
            <Icon icon={ShieldOff} size={12} />
            <VisuallyHidden>No security context</VisuallyHidden>
          </span>
        ) : (
          <ContextLink org={org} row={row} />
        )}{' '}
        · {row.kindLabel}
        {size}
        {instant !== undefined && (
          <>
            {' · '}
            <Time value={instant} format="date" />
          </>
        )}
      </span>
    </span>
  )
}

/** Version ids of other servers can be as long as ids. */
function Version({ row }: { row: BinaryRow }) {
  return (
    <span className={styles['version']} title={row.version}>
      {row.version}
    </span>
  )
}

function Updated({ row }: { row: BinaryRow }) {
  const instant = row.binary.meta?.lastUpdated
  return instant === undefined ? <Nothing /> : <Time value={instant} />
}

function Nothing() {
  return (
    <span className={styles['nothing']}>
      <span aria-hidden="true">—</span>
      <VisuallyHidden>not set</VisuallyHidden>
    </span>
  )
}
