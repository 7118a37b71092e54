import { ShieldOff } from 'lucide-react'
import { useId, type MouseEvent, type ReactNode } from 'react'
import { paths } from '#site/paths.ts'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { kindIcons } from '../filters/kind-icons.ts'
import { ContextLink } from '../grid/columns.tsx'
import { RowCheckbox } from '../grid/GridBody.tsx'
import type { BinaryRow } from '../list/rows.ts'
import styles from './gallery.module.css'

/** A card's picture; what it is given stands in where there is none. */
export type RenderThumbnail = (row: BinaryRow, icon: ReactNode) => ReactNode

export interface CardProps {
  org: string
  row: BinaryRow
  /** Place among all cards, from 0. */
  index: number
  /** Place in its row, from 0. */
  column: number
  tabStop: boolean
  selected: boolean
  /** In the reading pane. */
  open: boolean
  renderThumbnail: RenderThumbnail
  onClick: (event: MouseEvent, row: BinaryRow) => void
  onToggle: (row: BinaryRow, range: boolean) => void
}

/** One file: what it looks like, and what it is, in words. The words name the card; the picture beside them says nothing more. */
export function Card(props: CardProps) {
  const { org, row, index, selected, open, onClick, onToggle } = props
  const id = useId()
  const icon = kindIcons[row.kind]
  const instant = row.binary.meta?.lastUpdated
  return (
    <div role="presentation" data-row={index} className={styles['place']}>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid hears the keys of all its cells */}
      <div
        role="gridcell"
        data-column="card"
        aria-colindex={props.column + 1}
        aria-selected={selected}
        aria-current={open ? 'true' : undefined}
        aria-labelledby={`${id}name ${id}details ${id}context`}
        tabIndex={props.tabStop ? 0 : -1}
        className={cx(styles['card'], selected && styles['selected'], open && styles['open'])}
        onClick={(event) => onClick(event, row)}
      >
        <div className={styles['picture']}>
          {props.renderThumbnail(row, <Icon icon={icon} size={44} />)}
        </div>
        <span className={styles['head']}>
          <RowCheckbox row={row} selected={selected} onToggle={onToggle} />
          <a
            id={`${id}name`}
            href={paths.binary(org, row.id)}
            tabIndex={-1}
            draggable={false}
            className={row.named ? styles['name'] : styles['id']}
            title={row.named ? row.label : row.id}
          >
            <bdi>{row.label}</bdi>
          </a>
        </span>{' '}
        <span id={`${id}details`} className={styles['details']}>
          <Icon icon={icon} size={14} />
          <span className={styles['short']} title={row.kindLabel}>
            {row.kindLabel}
          </span>{' '}
          {instant !== undefined && (
            <span>
              · <Time value={instant} format="date" />
            </span>
          )}
        </span>{' '}
        <Context id={`${id}context`} org={org} row={row} />
      </div>
    </div>
  )
}

function Context({ id, org, row }: { id: string; org: string; row: BinaryRow }) {
  const of = row.securityContext
  return (
    <span id={id} className={cx(styles['details'], of === '' && styles['noContext'])}>
      {of === '' ? (
        <>
          <Icon icon={ShieldOff} size={14} />
          <span className={styles['short']}>No security context</span>
        </>
      ) : (
        <span className={styles['short']}>
          <ContextLink org={org} row={row} />
        </span>
      )}
    </span>
  )
}
