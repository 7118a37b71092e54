import {
  ChevronDown,
  ChevronUp,
  GalleryVertical,
  MoveHorizontal,
  Maximize,
  RotateCw,
  Search,
  ZoomIn,
  ZoomOut,
} from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { Zoom } from './page-layout.ts'
import styles from './pdf.module.css'

export interface PdfBarProps {
  pages: number
  page: number
  /** As a share. */
  zoom: number
  fit: 'width' | 'page' | undefined
  finding: boolean
  thumbnails: boolean
  onPage: (page: number) => void
  onZoom: (zoom: Zoom) => void
  onTurn: () => void
  onFind: () => void
  onThumbnails: () => void
}

/** A PDF's controls. */
export function PdfBar(props: PdfBarProps) {
  const { page, pages } = props
  return (
    <>
      <IconButton
        size="s"
        label="Thumbnails"
        icon={GalleryVertical}
        aria-pressed={props.thumbnails}
        onClick={props.onThumbnails}
      />
      <IconButton
        size="s"
        label="Previous page"
        icon={ChevronUp}
        disabledReason={page <= 1 ? 'This is the first page.' : undefined}
        onClick={() => props.onPage(page - 1)}
      />
      <PageField page={page} pages={pages} onPage={props.onPage} />
      <IconButton
        size="s"
        label="Next page"
        icon={ChevronDown}
        disabledReason={page >= pages ? 'This is the last page.' : undefined}
        onClick={() => props.onPage(page + 1)}
      />
      <ZoomButtons zoom={props.zoom} fit={props.fit} onZoom={props.onZoom} />
      <IconButton size="s" label="Turn right" icon={RotateCw} onClick={props.onTurn} />
      <IconButton
        size="s"
        label="Find"
        icon={Search}
        aria-pressed={props.finding}
        onClick={props.onFind}
      />
    </>
  )
}

function ZoomButtons(props: Pick<PdfBarProps, 'zoom' | 'fit' | 'onZoom'>) {
  const { zoom, onZoom } = props
  return (
    <>
      <IconButton size="s" label="Zoom out" icon={ZoomOut} onClick={() => onZoom(zoom / 1.2)} />
      <output className={styles['zoom']} aria-label="Zoom">
        {percent.format(zoom)}
      </output>
      <IconButton size="s" label="Zoom in" icon={ZoomIn} onClick={() => onZoom(zoom * 1.2)} />
      <IconButton
        size="s"
        label="Fit width"
        icon={MoveHorizontal}
        aria-pressed={props.fit === 'width'}
        onClick={() => onZoom('width')}
      />
      <IconButton
        size="s"
        label="Fit page"
        icon={Maximize}
        aria-pressed={props.fit === 'page'}
        onClick={() => onZoom('page')}
      />
    </>
  )
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })

/** Shows the page that the reader is on; typing a number and Enter goes there. */
function PageField(props: { page: number; pages: number; onPage: (page: number) => void }) {
  const [typed, setTyped] = useState<string>()
  function go() {
    const wanted = Number(typed)
    setTyped(undefined)
    if (typed !== undefined && Number.isInteger(wanted) && wanted >= 1) {
      props.onPage(Math.min(wanted, props.pages))
    }
  }
  return (
    <form
      className={styles['pageField']}
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
    >
      <TextField
        label="Page"
        hideLabel
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(props.page)}
        onChange={setTyped}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(undefined)}
      />
      <span className={styles['of']}>of {props.pages}</span>
    </form>
  )
}
