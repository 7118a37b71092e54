import { useRef, useState, type ReactNode } from 'react'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import { changedPlaces, foldRows } from './fold-rows.ts'
import type { StructureComparison } from './rows.ts'
import { StructureRows, type StructureRowsHandle } from './StructureRows.tsx'
import styles from './structure.module.css'

/** Two contents by what they hold: parts with their titles, values before and after, what did not change folded. */
export function StructureView(props: {
  comparison: StructureComparison
  titles: [left: string, right: string]
  /** The difference as a file. */
  save?: ReactNode
  children?: ReactNode
}) {
  const { comparison, titles, save, children } = props
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const [change, setChange] = useState(-1)
  const rows = useRef<StructureRowsHandle>(null)
  const shown = foldRows(comparison.rows, opened)
  const places = changedPlaces(shown)
  const go = (to: number) => {
    setChange(to)
    rows.current?.show(places[to] ?? 0)
  }
  const show = (anchor: string) => {
    const place = shown.findIndex((one) => one.kind === 'row' && one.index === Number(anchor))
    if (place >= 0) go(places.indexOf(place))
  }
  return (
    <div className={styles['differ']}>
      <ComparisonBar
        comparison={comparison}
        current={change}
        stops={places.length}
        onGo={go}
        onShow={show}
        save={save}
      >
        {children}
      </ComparisonBar>
      {shown.length > 0 && (
        <StructureRows
          ref={rows}
          shown={shown}
          current={places[change]}
          titles={titles}
          onOpen={(start) => setOpened(new Set([...opened, start]))}
        />
      )}
    </div>
  )
}
