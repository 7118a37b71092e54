import { useVirtualizer } from '@tanstack/react-virtual'
import { useId, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from 'react'
import { fileNameOfPath } from '#fhir/file-name.ts'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { markRange, NO_MARKS, toggleMark, type Marks } from '../batch/marks.ts'
import type { Draft } from '../draft.ts'
import { problemsOf, isWrong } from '../spec.ts'
import type { Drafts } from '../use-drafts.ts'
import type { UploadForm } from '../use-upload-form.ts'
import { BatchFields } from './BatchFields.tsx'
import { DraftRow } from './DraftRow.tsx'
import { notesOf } from './notes.ts'
import { TableTools, type Shown } from './TableTools.tsx'
import { useOneTabStop } from './use-one-tab-stop.ts'
import styles from './draft-table.module.css'

export interface DraftTableHandle {
  /** Scrolls a file's row into view. */
  show: (key: string) => void
}

export interface DraftTableProps {
  org: string
  drafts: Drafts
  form: UploadForm
  ref: Ref<DraftTableHandle>
}

/** The batch: fields for all files or for the marked ones, and below them each file as a row. */
export function DraftTable({ org, drafts, form, ref }: DraftTableProps) {
  const [marks, setMarks] = useState(NO_MARKS)
  const [only, setOnly] = useState<Shown>('all')
  const { list } = drafts
  const marked = list.filter(({ key }) => marks.keys.has(key))
  const noted = list.filter((draft) => isNoted(draft, form))
  const shown = only === 'noted' && noted.length > 0 ? noted : list
  return (
    <>
      <BatchFields drafts={drafts} form={form} marked={marked} />
      <div className={styles['whole']}>
        {list.length > 1 && (
          <TableTools
            shown={shown}
            marked={marked}
            marks={marks}
            onMarks={setMarks}
            noted={noted.length}
            only={only}
            onOnly={setOnly}
            onRemove={() => {
              drafts.remove(new Set(marks.keys))
              setMarks(NO_MARKS)
            }}
          />
        )}
        <Rows {...{ org, drafts, form, ref, shown, marks }} onMarks={setMarks} />
      </div>
    </>
  )
}

/** Whether there is something to look at before it is sent. */
function isNoted(draft: Draft, { findings, base }: UploadForm): boolean {
  return findings.has(draft.key) || isWrong(problemsOf(draft)) || notesOf(draft, base).length > 0
}

interface RowsProps extends DraftTableProps {
  shown: readonly Draft[]
  marks: Marks
  onMarks: (marks: Marks) => void
}

/** A table in which only the rows near the view are drawn. They scroll with the dialog. */
function Rows(props: RowsProps) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { org, drafts, form, ref, shown, marks, onMarks } = props
  const body = useRef<HTMLDivElement>(null)
  const margin = useScrollMargin(body)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scrollerOf(body.current),
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => shown[index]?.key ?? index,
    overscan: 8,
    scrollMargin: margin,
  })
  useImperativeHandle(ref, () => ({
    show: (key) =>
      virtual.scrollToIndex(
        shown.findIndex((draft) => draft.key === key),
        { align: 'center' },
      ),
  }))
  const canMark = drafts.list.length > 1
  const grid = useRef<HTMLDivElement>(null)
  const help = useId()
  useOneTabStop(grid, canMark, {
    count: shown.length,
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'center' }),
  })
  return (
    <div
      ref={grid}
      role={canMark ? 'grid' : 'table'}
      aria-label="Files to upload"
      aria-describedby={canMark ? help : undefined}
      aria-rowcount={shown.length + 1}
      className={cx(styles['table'], !canMark && styles['alone'])}
    >
      <p id={help} hidden>
        The arrow keys move between the cells. Enter or F2 edits one, Escape goes back to it.
      </p>
      <Head canMark={canMark} />
      <div
        role="rowgroup"
        ref={body}
        className={styles['body']}
        style={{ blockSize: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <Row
            key={key}
            {...{ org, drafts, form, shown, marks, onMarks, index, canMark }}
            ref={virtual.measureElement}
            top={start - margin}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps extends Omit<RowsProps, 'ref'> {
  index: number
  /** Pixels from the first row's top. */
  top: number
  canMark: boolean
  ref: (element: HTMLElement | null) => void
}

function Row(props: RowProps) {
  const { org, drafts, form, shown, marks, onMarks, index, canMark, top, ref } = props
  const draft = shown[index]
  if (draft === undefined) return null
  const { key } = draft
  const onMark = (range: boolean) => {
    const order = shown.map((one) => one.key)
    onMarks(range ? markRange(marks, order, key) : toggleMark(marks, key))
  }
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-label={fileNameOfPath(draft.file.name)}
      data-index={index}
      ref={ref}
      className={cx(styles['row'], marks.keys.has(key) && styles['marked'])}
      style={{ transform: `translateY(${top}px)` }}
    >
      <DraftRow
        org={org}
        draft={draft}
        drafts={drafts}
        form={form}
        marked={canMark ? marks.keys.has(key) : undefined}
        onMark={onMark}
      />
    </div>
  )
}

/** Pixels, of a row without notes; each is measured once it is drawn. */
const ROW_HEIGHT = 53

/** The headings of the columns. */
function Head({ canMark }: { canMark: boolean }) {
  const titles = ['Name', 'Content type', 'Size', 'Language', 'Security context']
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} className={styles['titles']}>
        {canMark && (
          <span role="columnheader">
            <VisuallyHidden>Selected</VisuallyHidden>
          </span>
        )}
        {titles.map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
        <span role="columnheader">
          <VisuallyHidden>Actions</VisuallyHidden>
        </span>
        <span role="columnheader">
          <VisuallyHidden>Notes</VisuallyHidden>
        </span>
      </div>
    </div>
  )
}

/** What the rows scroll in: the dialog's middle part, or else the page. */
function scrollerOf(element: Element | null): HTMLElement | null {
  const body = element?.closest('form')?.parentElement ?? null
  return body instanceof HTMLElement ? body : null
}

/** Pixels between the top of what scrolls and the first row: what stands above the table comes and goes. */
function useScrollMargin(body: React.RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    const [rows, scroller] = [body.current, scrollerOf(body.current)]
    if (!rows || !scroller) return undefined
    const measure = () => {
      const top = rows.getBoundingClientRect().top - scroller.getBoundingClientRect().top
      setMargin(Math.round(top + scroller.scrollTop))
    }
    measure()
    const observer = new ResizeObserver(measure)
    for (const element of [scroller, ...(rows.closest('form')?.children ?? [])]) {
      observer.observe(element)
    }
    const changes = new MutationObserver(measure)
    const form = rows.closest('form')
    if (form) changes.observe(form, { childList: true })
    return () => {
      observer.disconnect()
      changes.disconnect()
    }
  }, [body])
  return margin
}
