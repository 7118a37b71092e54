import { Printer } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { printPage } from '#ui/printing.ts'
import styles from './paper.module.css'

/** A page or frame that differs, of those of which the screen shows one. */
export interface PaperPage {
  /** "Page 3, changed" */
  caption: string
  /** Both sides with their marks. @throws the signal's reason; why it can't be drawn */
  draw: (signal: AbortSignal) => Promise<Blob>
}

/** Pages on paper: each takes about a second and a megabyte. */
const MOST_PAGES = 300

type Paper =
  | { phase: 'screen' }
  | { phase: 'drawing'; done: number }
  | { phase: 'printing'; sheets: readonly Sheet[] }

/** What could not be drawn has no picture. */
interface Sheet {
  caption: string
  picture: Blob | undefined
}

/**
 * The button that prints, and what of it is on paper alone: all pages that differ, drawn before the browser is asked to print,
 * as it does not wait. They stand in place of what is marked with `data-paper="screen"` behind them.
 * @param pages `undefined` where the screen shows all there is
 */
export function usePaper(pages: readonly PaperPage[] | undefined): {
  button: ReactNode
  sheets: ReactNode
} {
  const [paper, setPaper] = useState<Paper>({ phase: 'screen' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const count = pages?.length ?? 0
  const print = async () => {
    if (pages === undefined || count === 0) return printPage()
    const controller = new AbortController()
    running.current = controller
    const drawn = (done: number) => setPaper({ phase: 'drawing', done })
    const sheets = await drawAll(pages.slice(0, MOST_PAGES), controller.signal, drawn)
    setPaper(sheets === undefined ? { phase: 'screen' } : { phase: 'printing', sheets })
  }
  const most = Math.min(count, MOST_PAGES)
  switch (paper.phase) {
    case 'screen':
      return {
        button: <IconButton size="s" label="Print" icon={Printer} onClick={() => void print()} />,
        sheets: count > 1 && (
          <p className={styles['note']}>
            {count.toLocaleString('en')} pictures differ; this paper has the one that was shown.
            “Print” beside the summary of the comparison prints all of them.
          </p>
        ),
      }
    case 'drawing':
      return {
        button: (
          <Button size="s" onClick={() => running.current?.abort()}>
            Stop printing
            <span role="status" className={styles['progress']}>
              {paper.done} of {most} drawn
            </span>
          </Button>
        ),
        sheets: null,
      }
    case 'printing':
      return {
        button: null,
        sheets: (
          <Sheets
            sheets={paper.sheets}
            more={count - most}
            onPrinted={() => setPaper({ phase: 'screen' })}
          />
        ),
      }
  }
}

/** One after the other; nothing where it was stopped. */
async function drawAll(
  pages: readonly PaperPage[],
  signal: AbortSignal,
  onDrawn: (done: number) => void,
): Promise<Sheet[] | undefined> {
  const sheets: Sheet[] = []
  onDrawn(0)
  for (const { caption, draw } of pages) {
    const picture = await draw(signal).catch(() => undefined)
    if (signal.aborted) return undefined
    sheets.push({ caption, picture })
    onDrawn(sheets.length)
  }
  return sheets
}

function Sheets(props: { sheets: readonly Sheet[]; more: number; onPrinted: () => void }) {
  const { sheets, more } = props
  const section = useRef<HTMLElement>(null)
  const printed = useEffectEvent(props.onPrinted)
  useEffect(() => {
    const pictures = [...(section.current?.querySelectorAll('img') ?? [])]
    const urls = sheets.flatMap(({ picture }) => (picture ? [createObjectUrl(picture)] : []))
    let isHere = true
    const loaded = pictures.map((element, at) => load(element, urls[at] ?? ''))
    void Promise.all(loaded).then(async () => {
      if (!isHere) return
      await printPage()
      printed()
    })
    return () => {
      isHere = false
      for (const element of pictures) element.removeAttribute('src')
      for (const url of urls) revokeObjectUrl(url)
    }
  }, [sheets])
  return (
    <section ref={section} className={styles['sheets']} aria-label="Pages for the printer">
      {sheets.map(({ caption, picture }) => (
        <figure key={caption}>
          <figcaption>{caption}</figcaption>
          {picture === undefined ? <p>It could not be drawn.</p> : <img alt={caption} />}
        </figure>
      ))}
      {more > 0 && (
        <p>
          The first {sheets.length.toLocaleString('en')} pictures that differ are printed;{' '}
          {more === 1 ? '1 more is' : `${more.toLocaleString('en')} more are`} not.
        </p>
      )}
    </section>
  )
}

function load(element: HTMLImageElement, url: string): Promise<void> {
  return new Promise((resolve) => {
    element.addEventListener('load', () => resolve(), { once: true })
    element.addEventListener('error', () => resolve(), { once: true })
    element.src = url
  })
}
