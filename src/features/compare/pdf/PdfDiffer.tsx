import { useState } from 'react'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import { useComparedOf } from '../compared-of.ts'
import type { DifferProps } from '../differ.ts'
import { SaveFile } from '../saving/SaveFile.tsx'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import { stepByKey } from '../shell/use-change-keys.ts'
import { OrSideBySide } from '../side-by-side/OrSideBySide.tsx'
import { SideBySide } from '../side-by-side/SideBySide.tsx'
import { PageStrip } from '../strip/PageStrip.tsx'
import type { PagePair } from './align-pages.ts'
import { describePdf, isWaiting, keyOf, nameOf, stateOf } from './describe-pdf.ts'
import { PdfPage } from './PdfPage.tsx'
import { markedPages, paperPages } from './save-pages.ts'
import { usePdfPair, type PdfPairState } from './use-pdf-pair.ts'
import styles from './pdf.module.css'

type Open = Extract<PdfPairState, { phase: 'open' }>

/** Two PDFs page by page: which pages changed first, then each as picture and as words. */
export function PdfDiffer(props: DifferProps) {
  const state = usePdfPair(props.left.blob, props.right.blob)
  return (
    <div className={styles['differ']}>
      {state.phase === 'failed' ? (
        <>
          <ErrorState title="The pages could not be compared" advice={state.problem} />
          <SideBySide {...props} />
        </>
      ) : (
        <OrSideBySide {...props} own="Pages">
          {state.phase === 'opening' ? (
            <ProgressBar label="Reading both PDFs" />
          ) : (
            <Pages {...props} open={state} />
          )}
        </OrSideBySide>
      )}
    </div>
  )
}

function Pages(props: DifferProps & { open: Open }) {
  const { open } = props
  const compared = useComparedOf()
  const of = compared?.of
  const { pair, pictures, words } = open
  const { pairs, read } = pair
  const [chosen, setChosen] = useState<string>()
  const comparison = describePdf(pair, pictures, words, of)
  const isWhole = read >= 1
  const first = pairs.find((one) => !['same', 'open'].includes(stateOf(one, pictures)))
  const current = pairs.find((one) => keyOf(one) === chosen) ?? first
  const change = comparison.changes.findIndex(
    ({ anchor }) => anchor === (current && keyOf(current)),
  )
  const go = (index: number) => setChosen(comparison.changes[index]?.anchor)
  const at = change < 0 ? undefined : change
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys for what its buttons do
    <div
      className={styles['differ']}
      onKeyDown={(event) => stepByKey(event, at, comparison.changes.length, go)}
    >
      {!isWhole && <ProgressBar label="Reading the pages" value={read} />}
      <ComparisonBar
        comparison={comparison}
        current={at}
        onGo={go}
        paper={paperPages(open, pictures, compared)}
        save={
          isWhole && (
            <SaveFile
              label="Save as .zip"
              extension="zip"
              titles={[props.left.title, props.right.title]}
              make={(signal, among) => markedPages(open, pictures, comparison, among, signal)}
            />
          )
        }
      />
      <PageStrip
        label="Pages"
        summary={stripWords(pairs, open)}
        pages={pairs.map((one) => ({
          key: keyOf(one),
          name: nameOf(one, of),
          state: stateOf(one, pictures),
        }))}
        current={current && keyOf(current)}
        onChoose={setChosen}
      />
      {current !== undefined && (
        <PdfPage {...props} key={keyOf(current)} open={open} page={current} />
      )}
    </div>
  )
}

function stripWords(pairs: readonly PagePair[], { pictures, pair }: Open): string {
  if (pair.read < 1) return 'Pages are still read; those that changed so far:'
  const waiting = pairs.filter((one) => isWaiting(one, pictures)).length
  return waiting === 0
    ? 'Text and pictures of all pages are compared.'
    : `The text of all pages is compared, the pictures of ${waiting.toLocaleString('en')} not yet.`
}
