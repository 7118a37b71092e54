import type { PDFPageProxy } from 'pdfjs-dist'
import { DownloadManager, RenderingStates, type PDFViewer } from 'pdfjs-dist/web/pdf_viewer.mjs'
import { savedName } from '#fhir/saved-name.ts'
import { saveAs } from '#ui/save-as.ts'
import type { DrawnFont } from './pdf-facts.ts'
import styles from './pdf.module.css'

/** What is used of pdf.js's view of one page, for which its viewer gives no type. */
export interface PageView {
  /** From 1. */
  id: number
  div: HTMLElement
  pdfPage: PDFPageProxy | null
  width: number
  height: number
  scale: number
  renderingState: number
  textLayer: { div: HTMLElement } | null
  annotationLayer: { div: HTMLElement | null } | null
  /** Gives back its canvas and whatever was read to draw it; drawn anew when it comes into view again. */
  destroy(): void
}

/**
 * Gives back the canvases of the pages that are neither in view nor next to it. pdf.js itself keeps the last ten, which
 * are hundreds of megabytes when the pages are large.
 * @returns their numbers
 */
export function releaseFarPages(viewer: PDFViewer): number[] {
  const frame = viewer.container.getBoundingClientRect()
  const cached: Iterable<PageView> = viewer.getCachedPageViews()
  const drawn = Array.from(cached).filter(
    ({ renderingState }) => renderingState !== RenderingStates.INITIAL,
  )
  const inView = drawn.flatMap(({ id, div }) => {
    const { top, bottom } = div.getBoundingClientRect()
    return bottom > frame.top && top < frame.bottom ? [id] : []
  })
  if (inView.length === 0) return []
  const [first, last] = [Math.min(...inView) - 1, Math.max(...inView) + 1]
  const far = drawn.filter(({ id }) => id < first || id > last)
  for (const page of far) page.destroy()
  return far.map(({ id }) => id)
}

/** Says on a page that it could not be drawn, above what there is of it. */
export function showFault(page: HTMLElement): void {
  if (page.querySelector('[data-fault]')) return
  const fault = document.createElement('p')
  fault.dataset['fault'] = ''
  fault.className = styles['fault'] ?? ''
  fault.textContent = 'This page could not be drawn.'
  page.append(fault)
}

/** The fonts that pdf.js has read so far for all pages of the document. */
export function fontsOf(page: PDFPageProxy): DrawnFont[] {
  const objects: Iterable<unknown[]> = page.commonObjs
  return Array.from(objects, ([, object]) => object).filter(isFont)
}

function isFont(object: unknown): object is DrawnFont {
  return typeof object === 'object' && object !== null && 'systemFontInfo' in object
}

/** Saves files from inside a PDF; none of them is opened. */
export class FileSaver extends DownloadManager {
  override openOrDownloadData(data: Uint8Array, name: string): boolean {
    saveAs(new Blob([data.slice()]), savedName(name))
    return false
  }
}
