import { useEffect, useRef, useState } from 'react'
import { formatOfName } from '#formats/kinds.ts'
import { cx } from '#ui/cx.ts'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import type { FormValue, InnerFile, OutlineItem, PdfFacts } from './pdf-facts.ts'
import type { PdfView, PdfViewState } from './pdf-view.ts'
import styles from './pdf.module.css'

export type Side = 'thumbnails' | 'outline' | 'files' | 'values'

export interface PdfSideProps {
  side: Side
  view: PdfView
  state: PdfViewState
  facts: PdfFacts
}

/** The panel beside the pages: all pages in small, the table of contents, the files inside, or what a form holds. */
export function PdfSide({ side, view, state, facts }: PdfSideProps) {
  switch (side) {
    case 'thumbnails':
      return <Thumbnails view={view} state={state} />
    case 'outline':
      return (
        <nav className={cx(styles['side'], styles['wide'])} aria-label="Outline">
          <Outline items={facts.outline} view={view} />
        </nav>
      )
    case 'files':
      return <Files files={state.files} view={view} />
    case 'values':
      return <Values values={facts.values} />
  }
}

/** CSS pixels. */
const WIDTH = 96

/** All pages in small; each is drawn when it comes into view. */
function Thumbnails({ view, state }: Pick<PdfSideProps, 'view' | 'state'>) {
  return (
    // Anew when late pages turn out to be of another size.
    <nav key={String(state.measured)} className={styles['side']} aria-label="Pages">
      {Array.from({ length: view.pdf.numPages }, (_, index) => (
        <Thumbnail
          // oxlint-disable-next-line react/no-array-index-key -- a page is its number
          key={index}
          view={view}
          page={index + 1}
          turn={state.turn}
          current={state.page === index + 1}
        />
      ))}
    </nav>
  )
}

function Thumbnail(props: { view: PdfView; page: number; turn: number; current: boolean }) {
  const { view, page, turn, current } = props
  const button = useRef<HTMLButtonElement>(null)
  const picture = useRef<HTMLSpanElement>(null)
  const near = useNear(button)
  useEffect(() => {
    const host = picture.current
    return near && host ? view.thumbnails.draw(page, host, WIDTH, turn) : undefined
  }, [near, view, page, turn])
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <button
      ref={button}
      type="button"
      className={cx(styles['thumbnail'], current && styles['currentThumbnail'])}
      aria-label={`Page ${page}`}
      aria-current={current ? 'page' : undefined}
      onClick={() => view.goToPage(page)}
    >
      <span
        ref={picture}
        className={styles['small']}
        style={{ inlineSize: WIDTH, blockSize: WIDTH / view.proportion(page) }}
      />
      {page}
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

function Outline({ items, view }: { items: readonly OutlineItem[]; view: PdfView }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- without bullets, Safari takes it for no list
    <ul role="list" className={styles['outline']}>
      {items.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- titles may repeat, and the list never changes
        <li key={index}>
          <OutlineEntry item={item} view={view} />
          {item.items.length > 0 && <Outline items={item.items} view={view} />}
        </li>
      ))}
    </ul>
  )
}

function OutlineEntry({ item, view }: { item: OutlineItem; view: PdfView }) {
  const { title, dest, url } = item
  const words = title.trim() === '' ? 'Untitled' : title
  if (dest === null && url === null) return <span className={styles['entry']}>{words}</span>
  const open = () => (dest === null ? view.ask(url ?? undefined) : view.goTo(dest))
  return (
    <button type="button" className={styles['entry']} onClick={open}>
      {words}
    </button>
  )
}

/** The files inside, each with Open, which shows it in place, and Download. */
function Files({ files, view }: { files: readonly InnerFile[]; view: PdfView }) {
  return (
    <section className={cx(styles['side'], styles['wide'])} aria-label="Files in this PDF">
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- without bullets, Safari takes it for no list */}
      <ul role="list" className={styles['files']}>
        {files.map((file) => (
          <li key={file.id}>
            <p className={styles['fileName']}>{file.name}</p>
            {file.description !== '' && <p className={styles['hint']}>{file.description}</p>}
            <EmbeddedFile
              name={file.name}
              file={{
                contentType: formatOfName(file.name)?.type,
                size: undefined,
                take: () => view.takeFile(file),
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What was entered into a form, in words: drawn, a long value may be cut, and a screen reader can't see it. */
function Values({ values }: { values: readonly FormValue[] }) {
  return (
    <section className={cx(styles['side'], styles['wide'])} aria-label="Form values">
      <dl className={styles['values']}>
        {values.map(({ name, value }) => (
          <div key={name}>
            <dt className={styles['hint']}>{name}</dt>
            <dd className={styles['value']}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
