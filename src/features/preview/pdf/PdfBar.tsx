import {
  ChevronDown,
  ChevronUp,
  GalleryVertical,
  ListTree,
  Maximize,
  MoveHorizontal,
  Paperclip,
  RotateCw,
  Search,
  TextCursorInput,
  ZoomIn,
  ZoomOut,
} from 'lucide-react'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { PageField } from '../parts/PageField.tsx'
import { LARGEST_SCALE, SMALLEST_SCALE, type PdfView, type PdfViewState } from './pdf-view.ts'
import { fileCount } from './PdfNotices.tsx'
import type { Side } from './PdfSide.tsx'
import styles from './pdf.module.css'

export interface PdfBarProps {
  view: PdfView
  state: PdfViewState
  hasOutline: boolean
  hasValues: boolean
  side: Side | undefined
  onSide: (side: Side) => void
  finding: boolean
  onFind: () => void
}

/** A PDF's controls. */
export function PdfBar(props: PdfBarProps) {
  const { view, state, onFind } = props
  const { page } = state
  const pages = view.pdf.numPages
  return (
    <>
      <SideButtons {...props} />
      <IconButton
        size="s"
        label="Previous page"
        icon={ChevronUp}
        disabledReason={page <= 1 ? 'This is the first page.' : undefined}
        onClick={() => view.goToPage(page - 1)}
      />
      <PageField page={page} pages={pages} onPage={(wanted) => view.goToPage(wanted)} />
      <IconButton
        size="s"
        label="Next page"
        icon={ChevronDown}
        disabledReason={page >= pages ? 'This is the last page.' : undefined}
        onClick={() => view.goToPage(page + 1)}
      />
      <ZoomButtons view={view} state={state} />
      <IconButton size="s" label="Turn right" icon={RotateCw} onClick={() => view.turnRight()} />
      <IconButton
        size="s"
        label="Find"
        icon={Search}
        aria-pressed={props.finding}
        onClick={onFind}
      />
    </>
  )
}

function SideButtons({ state, hasOutline, hasValues, side, onSide }: PdfBarProps) {
  return (
    <>
      {state.files.length > 0 && (
        <Button
          size="s"
          variant="quiet"
          icon={Paperclip}
          aria-pressed={side === 'files'}
          onClick={() => onSide('files')}
        >
          {fileCount(state.files.length)} inside
        </Button>
      )}
      <IconButton
        size="s"
        label="Thumbnails"
        icon={GalleryVertical}
        aria-pressed={side === 'thumbnails'}
        onClick={() => onSide('thumbnails')}
      />
      {hasOutline && (
        <IconButton
          size="s"
          label="Outline"
          icon={ListTree}
          aria-pressed={side === 'outline'}
          onClick={() => onSide('outline')}
        />
      )}
      {hasValues && (
        <IconButton
          size="s"
          label="Form values"
          icon={TextCursorInput}
          aria-pressed={side === 'values'}
          onClick={() => onSide('values')}
        />
      )}
    </>
  )
}

function ZoomButtons({ view, state }: Pick<PdfBarProps, 'view' | 'state'>) {
  const { scale, fit } = state
  return (
    <>
      <IconButton
        size="s"
        label="Zoom out"
        icon={ZoomOut}
        disabledReason={scale <= SMALLEST_SCALE ? 'This is the smallest size.' : undefined}
        onClick={() => view.zoomTo(scale / 1.2)}
      />
      <output className={styles['zoom']} aria-label="Zoom">
        {percent.format(scale)}
      </output>
      <IconButton
        size="s"
        label="Zoom in"
        icon={ZoomIn}
        disabledReason={scale >= LARGEST_SCALE ? 'This is the largest size.' : undefined}
        onClick={() => view.zoomTo(scale * 1.2)}
      />
      <IconButton
        size="s"
        label="Fit width"
        icon={MoveHorizontal}
        aria-pressed={fit === 'width'}
        onClick={() => view.fitTo('width')}
      />
      <IconButton
        size="s"
        label="Fit page"
        icon={Maximize}
        aria-pressed={fit === 'page'}
        onClick={() => view.fitTo('page')}
      />
    </>
  )
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
