import { TextLayer, type PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { drawPage, releaseCanvas } from './draw-page.ts'
import type { TextMatch } from './find-text.ts'
import { markMatches } from './mark-matches.ts'
import type { Turn } from './page-layout.ts'
import { PdfLinks } from './PdfLinks.tsx'
import styles from './pdf.module.css'

export interface PdfPageProps {
  pdf: PDFDocumentProxy
  number: number
  /** CSS pixels a point. */
  scale: number
  turn: Turn
  box: { top: number; width: number; height: number }
  matches: readonly TextMatch[]
  /** The match that the reader is at, when it is on this page. */
  current: TextMatch | undefined
  onGoTo: (page: number) => void
}

/** One page: its picture, and above it its text, unseen but selectable. */
export function PdfPage(props: PdfPageProps) {
  const { pdf, number, scale, turn, box } = props
  const { host, failed } = useDrawnPage(pdf, number, scale, turn)
  const layer = useRef<HTMLDivElement>(null)
  const runs = useTextLayer(layer, pdf, number, turn)
  const { matches, current } = props
  useEffect(
    () => (runs === undefined ? undefined : markMatches(runs, matches, current)),
    [runs, matches, current],
  )
  return (
    <div
      className={styles['page']}
      role="group"
      aria-label={`Page ${number} of ${pdf.numPages}`}
      style={
        {
          insetBlockStart: box.top,
          inlineSize: box.width,
          blockSize: box.height,
          '--total-scale-factor': scale,
          '--scale-round-x': '1px',
          '--scale-round-y': '1px',
        } as React.CSSProperties
      }
    >
      <div ref={host} className={styles['picture']} aria-hidden="true" />
      {failed && <p className={styles['fault']}>This page could not be drawn.</p>}
      <div ref={layer} className={styles['textLayer']} />
      <PdfLinks pdf={pdf} number={number} turn={turn} onGoTo={props.onGoTo} />
    </div>
  )
}

/** Draws into `host`; the old picture stays, stretched, until the new one is there. */
function useDrawnPage(pdf: PDFDocumentProxy, number: number, scale: number, turn: Turn) {
  const host = useRef<HTMLDivElement>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const ended = new AbortController()
    const draw = async () => {
      const page = await pdf.getPage(number)
      ended.signal.throwIfAborted()
      const canvas = await drawPage(page, scale, turn, ended.signal)
      release(host.current)
      host.current?.replaceChildren(canvas)
      setFailed(false)
    }
    draw().catch(() => {
      if (!ended.signal.aborted) setFailed(true)
    })
    return () => ended.abort()
  }, [pdf, number, scale, turn])
  useEffect(() => {
    const element = host.current
    return () => release(element)
  }, [])
  return { host, failed }
}

function release(host: HTMLElement | null): void {
  for (const canvas of host?.querySelectorAll('canvas') ?? []) releaseCanvas(canvas)
}

/** The elements of the page's text, in the order of its items, once they are there. */
function useTextLayer(
  layer: React.RefObject<HTMLDivElement | null>,
  pdf: PDFDocumentProxy,
  number: number,
  turn: Turn,
): readonly HTMLElement[] | undefined {
  const [runs, setRuns] = useState<readonly HTMLElement[]>()
  useEffect(() => {
    const container = layer.current
    let text: TextLayer | undefined
    let current = true
    const build = async () => {
      const page = await pdf.getPage(number)
      const textContentSource = await page.getTextContent()
      if (!current || !container) return
      const viewport = page.getViewport({ scale: 1, rotation: (page.rotate + turn) % 360 })
      text = new TextLayer({ textContentSource, container, viewport })
      await text.render()
      if (current) setRuns(text.textDivs)
    }
    // A page without readable text is still a picture.
    build().catch(() => undefined)
    return () => {
      current = false
      text?.cancel()
      container?.replaceChildren()
    }
  }, [layer, pdf, number, turn])
  return runs
}
