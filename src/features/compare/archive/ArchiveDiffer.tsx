import { useState } from 'react'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { usePrinting } from '#ui/printing.ts'
import type { DifferProps } from '../differ.ts'
import { toldApart } from '../look-alike.ts'
import { SaveListed } from '../saving/SaveFile.tsx'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import { leftOut, MOST_PRINTED } from '../shell/drawn-rows.tsx'
import { stepByKey } from '../shell/use-change-keys.ts'
import { Working } from '../shell/Working.tsx'
import { OrSideBySide } from '../side-by-side/OrSideBySide.tsx'
import { compareArchives } from './compare-archives.ts'
import type { EntryPair } from './compare-entries.ts'
import type { ArchiveComparison, EntryLine } from './describe-archives.ts'
import { InnerPair } from './InnerPair.tsx'
import styles from './archive.module.css'

/** Two archives: which entries were added, removed, changed and moved, and what changed inside each. */
export function ArchiveDiffer(props: DifferProps) {
  const { left, right } = props
  return (
    <div className={styles['differ']}>
      <OrSideBySide {...props} own="Entries">
        <Working
          label="Comparing the entries"
          start={(signal, onProgress) => compareArchives(left, right, signal, onProgress)}
        >
          {(comparison) => <Entries {...{ left, right, comparison }} />}
        </Working>
      </OrSideBySide>
    </div>
  )
}

/** Lines that are shown at first, and more each time. */
const LINES = 200

function Entries(props: Pick<DifferProps, 'left' | 'right'> & { comparison: ArchiveComparison }) {
  const { left, right, comparison } = props
  const { lines, changes } = comparison
  const [opened, setMost] = useState(LINES)
  const isPrinting = usePrinting()
  const most = isPrinting ? MOST_PRINTED : opened
  const [open, setOpen] = useState<number>()
  const change = changes.findIndex(({ anchor }) => anchor === String(open))
  const go = (index: number) => {
    const line = Number(changes[index]?.anchor ?? 0)
    setOpen(line)
    setMost((before) => Math.max(before, line + 1))
  }
  const current = change < 0 ? undefined : change
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys for what its buttons do
    <div
      className={styles['differ']}
      onKeyDown={(event) => stepByKey(event, current, changes.length, go)}
    >
      <ComparisonBar
        comparison={comparison}
        current={current}
        onGo={go}
        save={<SaveListed comparison={comparison} titles={[left.title, right.title]} />}
      />
      <ul className={styles['lines']} aria-label="Entries that differ">
        {lines.slice(0, most).map((line, index) => (
          <li key={JSON.stringify(line.pair)}>
            <Line
              line={line}
              isOpen={open === index}
              onOpen={() => setOpen(open === index ? undefined : index)}
            />
            {open === index && (
              <div
                className={styles['inside']}
                role="group"
                aria-label={`Inside ${line.pair.path}`}
              >
                {line.pair.kind === 'changed' ? (
                  <InnerPair {...{ left, right, line }} />
                ) : (
                  <p>{WORDS[line.pair.kind]}</p>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      {isPrinting && leftOut(lines.length)}
      {!isPrinting && lines.length > most && (
        <Button onClick={() => setMost(most + LINES)}>
          Show more of {(lines.length - most).toLocaleString('en')} entries
        </Button>
      )}
    </div>
  )
}

const SIGNS: Record<EntryPair['kind'], string> = {
  same: '=',
  changed: '≠ changed',
  moved: '↕ moved',
  unclear: '? not compared',
  removed: '− removed',
  added: '+ added',
}

const WORDS: Record<EntryPair['kind'], string> = {
  same: 'The bytes are the same.',
  changed: 'The bytes differ.',
  moved: 'The bytes are the same; only its place is another.',
  unclear: 'It could not be compared: see above.',
  removed: 'It is only in the archive on the left.',
  added: 'It is only in the archive on the right.',
}

function Line({ line, isOpen, onOpen }: { line: EntryLine; isOpen: boolean; onOpen: () => void }) {
  const { pair, pathBefore, sizeBefore, sizeAfter } = line
  const sizes = [sizeBefore, sizeAfter].flatMap((size) =>
    size === undefined ? [] : [formatBytes(size)],
  )
  const [old, now] = toldApart(pathBefore ?? pair.path, pair.path)
  return (
    <button
      type="button"
      className={cx(styles['line'], styles[pair.kind])}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      <span className={styles['sign']}>{SIGNS[pair.kind]}</span>
      <bdi className={styles['path']}>
        {pathBefore !== undefined && `${old} → `}
        {now}
      </bdi>
      <span className={styles['size']}>{[...new Set(sizes)].join(' → ')}</span>
    </button>
  )
}
