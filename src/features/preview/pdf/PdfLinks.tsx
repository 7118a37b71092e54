import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useState } from 'react'
import type { Turn } from './page-layout.ts'
import styles from './pdf.module.css'

interface InnerLink {
  id: string
  page: number
  /** Shares of the page, from its upper left corner. */
  box: { x: number; y: number; width: number; height: number }
}

/** A document's links to its own pages. Those that lead out of it stay text: a stored file must not send anybody anywhere. */
export function PdfLinks(props: {
  pdf: PDFDocumentProxy
  number: number
  turn: Turn
  onGoTo: (page: number) => void
}) {
  const { pdf, number, turn, onGoTo } = props
  const [links, setLinks] = useState<readonly InnerLink[]>([])
  useEffect(() => {
    let current = true
    innerLinks(pdf, number, turn).then(
      (found) => current && setLinks(found),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [pdf, number, turn])
  return links.map(({ id, page, box }) => (
    <button
      key={id}
      type="button"
      className={styles['link']}
      aria-label={`Go to page ${page}`}
      title={`Page ${page}`}
      style={{
        insetInlineStart: `${box.x * 100}%`,
        insetBlockStart: `${box.y * 100}%`,
        inlineSize: `${box.width * 100}%`,
        blockSize: `${box.height * 100}%`,
      }}
      onClick={() => onGoTo(page)}
    />
  ))
}

async function innerLinks(
  pdf: PDFDocumentProxy,
  number: number,
  turn: Turn,
): Promise<readonly InnerLink[]> {
  const page = await pdf.getPage(number)
  const viewport = page.getViewport({ scale: 1, rotation: (page.rotate + turn) % 360 })
  const links: InnerLink[] = []
  for (const annotation of await page.getAnnotations()) {
    const link: PdfAnnotation = annotation
    if (link.subtype !== 'Link' || link.url !== undefined || link.rect === undefined) continue
    const target = await pageOfDestination(pdf, link.dest)
    if (target === undefined) continue
    const [x1, y1] = point(viewport.convertToViewportPoint(link.rect[0] ?? 0, link.rect[1] ?? 0))
    const [x2, y2] = point(viewport.convertToViewportPoint(link.rect[2] ?? 0, link.rect[3] ?? 0))
    links.push({
      id: link.id ?? `${links.length}`,
      page: target,
      box: {
        x: Math.min(x1, x2) / viewport.width,
        y: Math.min(y1, y2) / viewport.height,
        width: Math.abs(x1 - x2) / viewport.width,
        height: Math.abs(y1 - y2) / viewport.height,
      },
    })
  }
  return links
}

/** What pdf.js says of an annotation, as far as it matters here; its own type says `any`. */
interface PdfAnnotation {
  id?: string
  subtype?: string
  url?: string
  dest?: unknown
  rect?: number[]
}

/** A destination is a name, or an array that begins with a reference to a page or its index. */
async function pageOfDestination(
  pdf: PDFDocumentProxy,
  dest: unknown,
): Promise<number | undefined> {
  const explicit: unknown = typeof dest === 'string' ? await pdf.getDestination(dest) : dest
  if (!Array.isArray(explicit)) return undefined
  const target: unknown = explicit[0]
  if (typeof target === 'number') return target + 1
  if (typeof target !== 'object' || target === null) return undefined
  const { num, gen } = target as { num?: unknown; gen?: unknown }
  if (typeof num !== 'number' || typeof gen !== 'number') return undefined
  return (await pdf.getPageIndex({ num, gen })) + 1
}

function point(numbers: unknown[]): [number, number] {
  return [Number(numbers[0]), Number(numbers[1])]
}
