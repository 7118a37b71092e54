import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { cx } from '#ui/cx.ts'
import { drawPage, releaseCanvas } from './draw-page.ts'
import type { PageSize, Turn } from './page-layout.ts'
import styles from './pdf.module.css'

/** CSS pixels. */
const WIDTH = 96

/** All pages in small; each is drawn when it comes into view. */
export function PdfThumbnails(props: {
  pdf: PDFDocumentProxy
  sizes: readonly PageSize[]
  turn: Turn
  page: number
  onPage: (page: number) => void
}) {
  return (
    <nav className={styles['thumbnails']} aria-label="Pages">
      {props.sizes.map((size, index) => (
        <Thumbnail
          // oxlint-disable-next-line react/no-array-index-key -- a page is its number
          key={index}
          pdf={props.pdf}
          number={index + 1}
          size={size}
          turn={props.turn}
          current={props.page === index + 1}
          onPage={props.onPage}
        />
      ))}
    </nav>
  )
}

function Thumbnail(props: {
  pdf: PDFDocumentProxy
  number: number
  size: PageSize
  turn: Turn
  current: boolean
  onPage: (page: number) => void
}) {
  const { pdf, number, size, turn, current } = props
  const button = useRef<HTMLButtonElement>(null)
  const picture = useRef<HTMLSpanElement>(null)
  const near = useNear(button)
  const sideways = turn === 90 || turn === 270
  const width = sideways ? size.height : size.width
  const height = sideways ? size.width : size.height
  const scale = WIDTH / Math.max(1, width)
  useEffect(() => {
    const host = picture.current
    if (!near || !host) return undefined
    const ended = new AbortController()
    pdf
      .getPage(number)
      .then((page) => drawPage(page, scale, turn, ended.signal))
      .then(
        (canvas) => host.replaceChildren(canvas),
        // A page that can't be drawn says so where it is large.
        () => undefined,
      )
    return () => {
      ended.abort()
      for (const canvas of host.querySelectorAll('canvas')) releaseCanvas(canvas)
      host.replaceChildren()
    }
  }, [near, pdf, number, scale, turn])
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <button
      ref={button}
      type="button"
      className={cx(styles['thumbnail'], current && styles['currentThumbnail'])}
      aria-label={`Page ${number}`}
      aria-current={current ? 'page' : undefined}
      onClick={() => props.onPage(number)}
    >
      <span
        ref={picture}
        className={styles['small']}
        style={{ inlineSize: WIDTH, blockSize: height * scale }}
      />
      {number}
    </button>
  )
}

/** Whether an element is in view, or nearly. */
function useNear(ref: React.RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element) return undefined
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.some((entry) => entry.isIntersecting)),
      { rootMargin: '200px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return near
}
