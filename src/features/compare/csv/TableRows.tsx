import { useImperativeHandle, useRef, type Ref, type UIEvent } from 'react'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { usePrinting } from '#ui/printing.ts'
import { toldApart } from '../look-alike.ts'
import { drawRows } from '../shell/drawn-rows.tsx'
import { usePageRows } from '../shell/use-page-rows.ts'
import { SIGNS, SPOKEN } from '../structure/fate-signs.ts'
import { Marked } from '../structure/Marked.tsx'
import { DRAWN_COLUMNS, type DrawnRow, type TableComparison } from './findings.ts'
import type { ColumnPair } from './match-columns.ts'
import styles from './csv-diff.module.css'

export interface TableRowsHandle {
  /** Scrolls the row of that place into view. */
  show: (place: number) => void
}

interface Template {
  gridTemplateColumns: string
  minWidth: string
}

/** One table for both: a changed cell holds what it was and what it is; rows that did not change are a number. */
export function TableRows(props: {
  comparison: TableComparison
  /** The place of the change that one is at. */
  current: number | undefined
  titles: [left: string, right: string]
  ref: Ref<TableRowsHandle>
}) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { comparison, current, titles, ref } = props
  const { rows } = comparison
  const columns = comparison.columns.slice(0, DRAWN_COLUMNS)
  const { around, list, virtual, show } = usePageRows({
    count: rows.length,
    height: 30,
    overscan: 15,
  })
  const drawn = drawRows(virtual, rows.length, usePrinting())
  useImperativeHandle(ref, () => ({ show }))
  const head = useRef<HTMLDivElement>(null)
  const template = templateFor(columns.length, drawn.height === undefined)
  return (
    <div ref={around} className={styles['scroller']} role="group" aria-label="Rows">
      <div
        role="table"
        aria-label={`${titles[0]} and ${titles[1]}, by rows`}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
      >
        <div ref={head} role="rowgroup" className={styles['heads']}>
          <HeadRow columns={columns} template={template} />
        </div>
        <div
          role="rowgroup"
          aria-label="Rows that differ"
          className={styles['body']}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls sideways must be reachable by keyboard
          tabIndex={0}
          onScroll={(event: UIEvent) => head.current?.scrollTo(event.currentTarget.scrollLeft, 0)}
        >
          <div
            ref={list}
            role="presentation"
            className={styles['rows']}
            style={{ height: drawn.height, minWidth: template.minWidth }}
          >
            <DrawnRows {...{ comparison, drawn, current, columns, template }} />
          </div>
        </div>
      </div>
      {drawn.note}
    </div>
  )
}

function DrawnRows(props: {
  comparison: TableComparison
  drawn: ReturnType<typeof drawRows>
  current: number | undefined
  columns: readonly ColumnPair[]
  template: Template
}) {
  const { comparison, drawn, current, columns, template } = props
  return drawn.rows.map(({ index, style }) => (
    <div
      key={index}
      data-index={index}
      ref={drawn.measure}
      role="presentation"
      className={styles['place']}
      style={style}
    >
      <ShownRow
        row={comparison.rows[index]}
        isCurrent={index === current}
        {...{ index, columns, template }}
      />
    </div>
  ))
}

/** On paper nothing scrolls: the columns share its width. */
function templateFor(columns: number, isPrinted: boolean): Template {
  if (isPrinted) {
    return { gridTemplateColumns: `4rem repeat(${columns}, minmax(0, 1fr))`, minWidth: '0' }
  }
  return {
    gridTemplateColumns: `5.5rem repeat(${columns}, minmax(9rem, 1fr))`,
    minWidth: `${5.5 + columns * 9}rem`,
  }
}

function HeadRow(props: { columns: readonly ColumnPair[]; template: Template }) {
  return (
    <div role="row" aria-rowindex={1} className={styles['head']} style={props.template}>
      <span role="columnheader">Row</span>
      {props.columns.map((column) => (
        <ColumnHead key={`${column.left} ${column.right}`} column={column} />
      ))}
    </div>
  )
}

function ColumnHead({ column }: { column: ColumnPair }) {
  const { name, nameBefore, left, right, isMoved } = column
  if (left < 0) {
    return (
      <span role="columnheader" className={styles['added']}>
        <span aria-hidden="true">+ </span>
        {name}
        <VisuallyHidden> (column added)</VisuallyHidden>
      </span>
    )
  }
  if (right < 0) {
    return (
      <span role="columnheader" className={styles['removed']}>
        <span aria-hidden="true">− </span>
        {name}
        <VisuallyHidden> (column removed)</VisuallyHidden>
      </span>
    )
  }
  return (
    <span role="columnheader">
      {isMoved && <span aria-hidden="true">↔ </span>}
      {nameBefore === undefined ? (
        name
      ) : (
        <>
          <del>{nameBefore}</del> <ins>{name}</ins>
          <VisuallyHidden> (column renamed)</VisuallyHidden>
        </>
      )}
      {isMoved && <VisuallyHidden> (column moved)</VisuallyHidden>}
    </span>
  )
}

function ShownRow(props: {
  row: DrawnRow | undefined
  index: number
  isCurrent: boolean
  columns: readonly ColumnPair[]
  template: Template
}) {
  const { row, index, isCurrent, columns, template } = props
  if (row === undefined) return null
  const { fate, left, right, skipped } = row
  const numbers = left === right || left === undefined ? right : `${left} → ${right ?? ''}`
  return (
    <>
      <div
        role="row"
        aria-rowindex={index + 2}
        aria-current={isCurrent ? 'true' : undefined}
        className={cx(styles['row'], styles[fate])}
        style={template}
      >
        <span role="rowheader" className={styles['number']}>
          <span className={styles['sign']} aria-hidden="true">
            {SIGNS[fate]}
          </span>{' '}
          {SPOKEN[fate] !== undefined && <VisuallyHidden>{SPOKEN[fate]}, row </VisuallyHidden>}
          {right === undefined ? left : numbers}
        </span>
        {columns.map((column, at) => (
          <Cell key={`${column.left} ${column.right}`} row={row} column={column} at={at} />
        ))}
      </div>
      {skipped > 0 && (
        <p className={styles['skipped']}>
          {skipped.toLocaleString('en')} unchanged {skipped === 1 ? 'row' : 'rows'}
        </p>
      )}
    </>
  )
}

function Cell({ row, column, at }: { row: DrawnRow; column: ColumnPair; at: number }) {
  const [before, after] = [row.before[at] ?? '', row.after[at] ?? '']
  const isBoth = column.left >= 0 && column.right >= 0
  if (row.fate === 'changed' && isBoth && before !== after) {
    const [old, now] = toldApart(before, after)
    return (
      <span role="cell" className={styles['changedCell']}>
        <Marked as="del" stretches={undefined} whole={old} isWhole />
        <span aria-hidden="true"> → </span>
        <Marked as="ins" stretches={undefined} whole={now} isWhole />
      </span>
    )
  }
  const text = column.right < 0 || row.fate === 'removed' ? before : after
  return <span role="cell">{text}</span>
}
