import { useRef, useState } from 'react'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import type { Side } from '../differ.ts'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import type { TextDiff } from './diff-texts.ts'
import { DiffRows, type DiffRowsHandle } from './DiffRows.tsx'
import { foldHunks } from './fold-hunks.ts'
import { SaveDifference } from './unified/SaveDifference.tsx'
import styles from './text-diff.module.css'

type Layout = 'side-by-side' | 'inline'

/** Pixels of the window; below it each half would be too narrow to read. */
const SIDE_BY_SIDE_FROM = 768

/** The lines of two texts, unchanged parts folded, with a summary that is also spoken. */
export function TextDiffView(props: {
  diff: TextDiff
  left: Side
  right: Side
  /** The words "space" and "case". */
  ignored: string
  onIgnore: (ignored: string) => void
}) {
  const { diff, left, right, ignored, onIgnore } = props
  const [layout, setLayout] = useState<Layout>(
    innerWidth < SIDE_BY_SIDE_FROM ? 'inline' : 'side-by-side',
  )
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const [change, setChange] = useState(-1)
  const rows = useRef<DiffRowsHandle>(null)
  const shown = foldHunks(diff.hunks, opened)
  const go = (to: number) => {
    setChange(to)
    rows.current?.show(shown.starts[to] ?? 0)
  }
  const show = (anchor: string) => {
    const row = shown.rowOf(Number(anchor))
    setChange(shown.starts.findLastIndex((start) => start <= row))
    rows.current?.show(row)
  }
  return (
    <div className={styles['differ']}>
      <ComparisonBar
        comparison={diff}
        current={change}
        stops={shown.starts.length}
        onGo={go}
        onShow={show}
        save={<SaveDifference {...{ left, right }} />}
      >
        <Choices {...{ ignored, onIgnore, layout }} onLayout={setLayout} />
      </ComparisonBar>
      <DiffRows
        ref={rows}
        diff={diff}
        shown={shown}
        inline={layout === 'inline'}
        titles={[left.title, right.title]}
        onOpen={(hunk) => setOpened(new Set([...opened, hunk]))}
      />
    </div>
  )
}

function Choices(props: {
  ignored: string
  onIgnore: (ignored: string) => void
  layout: Layout
  onLayout: (layout: Layout) => void
}) {
  const { ignored, onIgnore, layout, onLayout } = props
  const toggle = (word: string) => {
    const words = ['space', 'case'].filter((one) => ignored.includes(one) !== (one === word))
    onIgnore(words.join(' '))
  }
  return (
    <>
      <Checkbox
        label="Ignore white space"
        checked={ignored.includes('space')}
        onChange={() => toggle('space')}
      />
      <Checkbox
        label="Ignore case"
        checked={ignored.includes('case')}
        onChange={() => toggle('case')}
      />
      <SelectField<Layout>
        label="Layout"
        hideLabel
        value={layout}
        onChange={onLayout}
        options={[
          { value: 'side-by-side', label: 'Side by side' },
          { value: 'inline', label: 'Inline' },
        ]}
      />
    </>
  )
}
