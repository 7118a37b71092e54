import { useRef, useState } from 'react'
import type { DifferProps } from '../differ.ts'
import { SaveListed } from '../saving/SaveFile.tsx'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import { stepByKey } from '../shell/use-change-keys.ts'
import { Working } from '../shell/Working.tsx'
import { layRows } from './byte-rows.ts'
import { ByteRows, type ByteRowsHandle } from './ByteRows.tsx'
import type { ByteComparison } from './compare-blobs.ts'
import { compareBytes } from './compare-bytes.ts'
import styles from './bytes.module.css'

type Sides = Pick<DifferProps, 'left' | 'right'>

/** Any two contents by their bytes: what no other differ knows. */
export function BytesDiffer({ left, right }: Sides) {
  return (
    <Working
      label="Comparing the bytes"
      start={(signal, onProgress) => compareBytes(left, right, signal, onProgress)}
    >
      {(comparison) => <Compared {...{ left, right, comparison }} />}
    </Working>
  )
}

function Compared({ left, right, comparison }: Sides & { comparison: ByteComparison }) {
  const [opened, setOpened] = useState<ReadonlyMap<number, number>>(new Map())
  const [current, setCurrent] = useState<number>()
  const rows = useRef<ByteRowsHandle>(null)
  const layout = layRows(comparison.spans, opened)
  const go = (change: number) => {
    setCurrent(change)
    rows.current?.show(layout.starts[change] ?? 0)
  }
  const open = (column: number) =>
    setOpened(new Map([...opened, [column, (opened.get(column) ?? 0) + 1]]))
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys for what its buttons do
    <div
      className={styles['differ']}
      onKeyDown={(event) => stepByKey(event, current, comparison.changes.length, go)}
    >
      <ComparisonBar
        {...{ comparison, current }}
        onGo={go}
        save={<SaveListed comparison={comparison} titles={[left.title, right.title]} />}
      />
      <ByteRows
        ref={rows}
        left={left.blob}
        right={right.blob}
        titles={[left.title, right.title]}
        spans={comparison.spans}
        onOpen={open}
        {...{ layout, current }}
      />
    </div>
  )
}
