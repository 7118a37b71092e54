import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { DiffRows, type DiffRowsHandle } from './DiffRows.tsx'
import { changeStarts, foldRows } from './fold-rows.ts'
import type { LineDiff } from './line-diff.ts'
import styles from './text-diff.module.css'

type Layout = 'side-by-side' | 'inline'

/** Pixels of the window; below it each half would be too narrow to read. */
const SIDE_BY_SIDE_FROM = 768

/** The lines of two texts, unchanged parts folded, with a summary that is also spoken. */
export function TextDiffView(props: { diff: LineDiff; leftTitle: string; rightTitle: string }) {
  const { diff, leftTitle, rightTitle } = props
  const [layout, setLayout] = useState<Layout>(
    innerWidth < SIDE_BY_SIDE_FROM ? 'inline' : 'side-by-side',
  )
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const [change, setChange] = useState(-1)
  const rows = useRef<DiffRowsHandle>(null)
  const shown = foldRows(diff.rows, opened)
  const starts = changeStarts(shown)
  const go = (to: number) => {
    setChange(to)
    rows.current?.show(starts[to] ?? 0)
  }
  return (
    <div className={styles['differ']}>
      <div className={styles['bar']}>
        <p role="status">{summary(diff)}</p>
        <Button
          size="s"
          icon={ArrowUp}
          disabledReason={change > 0 ? undefined : 'There is no change before this one.'}
          onClick={() => go(change - 1)}
        >
          Previous change
        </Button>
        <Button
          size="s"
          icon={ArrowDown}
          disabledReason={
            change < starts.length - 1 ? undefined : 'There is no change after this one.'
          }
          onClick={() => go(change + 1)}
        >
          Next change
        </Button>
        <SelectField<Layout>
          label="Layout"
          hideLabel
          value={layout}
          onChange={setLayout}
          options={[
            { value: 'side-by-side', label: 'Side by side' },
            { value: 'inline', label: 'Inline' },
          ]}
        />
      </div>
      <DiffRows
        ref={rows}
        diff={diff}
        shown={shown}
        inline={layout === 'inline'}
        titles={[leftTitle, rightTitle]}
        onOpen={(start) => setOpened(new Set([...opened, start]))}
      />
    </div>
  )
}

/** "2 lines changed, 1 added, none removed" */
function summary({ counts, onlyLineEndings }: LineDiff): string {
  if (onlyLineEndings) return 'The lines are the same; only the line endings differ.'
  const { added, removed, changed } = counts
  if (added + removed + changed === 0) return 'The text is the same; only its encoding differs.'
  const number = (count: number) => (count === 0 ? 'none' : String(count))
  const lines = changed === 1 ? '1 line' : `${number(changed)} lines`
  return `${changed === 0 ? 'No lines' : lines} changed, ${number(added)} added, ${number(removed)} removed.`
}
