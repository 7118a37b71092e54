import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { useComparedOf } from '../compared-of.ts'
import type { DifferProps } from '../differ.ts'
import { closeComparison } from '../picture/compare-pictures.ts'
import type { Mode } from '../picture/modes.ts'
import { PictureCompare } from '../picture/PictureCompare.tsx'
import { BitmapPicture } from '../picture/PicturePane.tsx'
import { Working } from '../shell/Working.tsx'
import type { PagePair } from './align-pages.ts'
import { comparePages } from './compare-pdfs.ts'
import { nameOf } from './describe-pdf.ts'
import type { TextPart } from './pages-worker.ts'
import { drawPage } from './pdf-pair.ts'
import type { PdfPairState } from './use-pdf-pair.ts'
import styles from './pdf.module.css'

type Open = Extract<PdfPairState, { phase: 'open' }>

/** One page of either document, or of both: its picture, and the words that differ. */
export function PdfPage(props: DifferProps & { open: Open; page: PagePair }) {
  const { open, page } = props
  const hasBoth = page.kind !== 'added' && page.kind !== 'removed'
  const [asText, setAsText] = useState(false)
  const name = nameOf(page, useComparedOf()?.of)
  return (
    <section aria-label={name} className={styles['page']} data-paper="screen">
      <div className={styles['head']}>
        <h3>{name}</h3>
        <div role="group" aria-label="Show as" className={styles['parts']}>
          <Button size="s" variant="quiet" aria-pressed={!asText} onClick={() => setAsText(false)}>
            Picture
          </Button>
          <Button size="s" variant="quiet" aria-pressed={asText} onClick={() => setAsText(true)}>
            Text
          </Button>
        </div>
      </div>
      {asText ? (
        <PageText open={open} page={page} />
      ) : hasBoth ? (
        <BothPictures {...props} page={page} />
      ) : (
        <OnePicture {...props} page={page} />
      )}
    </section>
  )
}

type Both = Extract<PagePair, { left: number; right: number }>

function BothPictures({ open, page, left, right }: DifferProps & { open: Open; page: Both }) {
  const [mode, setMode] = useState<Mode>('sides')
  const name = (title: string, index: number) => `${title}, page ${index + 1}`
  return (
    <Working
      label="Comparing the pictures of the page"
      start={(signal) => comparePages(open.pair, page, signal)}
      giveBack={closeComparison}
    >
      {(comparison) => (
        <PictureCompare
          isPart
          comparison={comparison}
          titles={[name(left.title, page.left), name(right.title, page.right)]}
          mode={mode}
          onMode={setMode}
        />
      )}
    </Working>
  )
}

function OnePicture({ open, page, left, right }: DifferProps & { open: Open; page: PagePair }) {
  const isAdded = page.kind === 'added'
  const title = isAdded ? right.title : left.title
  const name = nameOf(page, useComparedOf()?.of)
  const [pdf, index] =
    page.kind === 'removed' ? [open.pair.left, page.left] : [open.pair.right, page.right]
  return (
    <>
      <p>
        {isAdded ? '+ Added' : '− Removed'}: this page is only in {title}.
      </p>
      <Working
        label="Drawing the page"
        start={async (signal) => createImageBitmap(await drawPage(pdf, index, 2, signal))}
        giveBack={(bitmap) => bitmap.close()}
      >
        {(bitmap) => (
          <div className={styles['single']} role="group" aria-label="Picture of the page">
            <BitmapPicture
              bitmap={bitmap}
              alt={`${name} of ${title}`}
              className={styles['picture']}
              style={{}}
            />
          </div>
        )}
      </Working>
    </>
  )
}

function PageText({ open, page }: { open: Open; page: PagePair }) {
  const { texts } = open.pair
  const before = page.kind === 'added' ? '' : (texts.left[page.left] ?? '')
  const after = page.kind === 'removed' ? '' : (texts.right[page.right] ?? '')
  if (before.trim() === '' && after.trim() === '') {
    return <p>This page has no text: it may be a scan. Its picture shows what differs.</p>
  }
  return (
    <Working label="Comparing the words" start={() => open.client.call('words', { before, after })}>
      {(parts) => (
        <div className={styles['text']} role="group" aria-label="Text of the page">
          {parts.map((part, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- parts have no other identity and never move
            <Part key={index} {...part} />
          ))}
        </div>
      )}
    </Working>
  )
}

function Part({ kind, text }: TextPart) {
  if (kind === 'same') return text
  const Mark = kind === 'removed' ? 'del' : 'ins'
  return (
    <Mark>
      <span aria-hidden="true">{kind === 'removed' ? '−' : '+'}</span>
      <VisuallyHidden>{kind === 'removed' ? 'Removed: ' : 'Added: '}</VisuallyHidden>
      {text}
    </Mark>
  )
}
