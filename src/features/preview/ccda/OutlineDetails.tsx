import { useState } from 'react'
import type { OutlineRow } from '#formats/ccda/document-header.ts'
import type { OutlineOf } from './ccda-worker.ts'
import styles from './ccda.module.css'

/** Asks the worker for what the model leaves out. */
export type GetOutline = (of: OutlineOf) => Promise<OutlineRow[]>

type Loaded = { state: 'rows'; rows: readonly OutlineRow[] } | { state: 'failed' }

/** The coded part of a document in plain rows, fetched when it is opened. */
export function OutlineDetails(props: { label: string; load: () => Promise<OutlineRow[]> }) {
  const [loaded, setLoaded] = useState<Loaded>()
  function load() {
    if (loaded?.state === 'rows') return
    props.load().then(
      (rows) => setLoaded({ state: 'rows', rows }),
      () => setLoaded({ state: 'failed' }),
    )
  }
  return (
    <details className={styles['outline']} onToggle={(event) => event.currentTarget.open && load()}>
      <summary>{props.label}</summary>
      {loaded?.state === 'failed' && <p role="alert">This could not be read. See the source.</p>}
      {loaded?.state === 'rows' && <Rows rows={loaded.rows} />}
    </details>
  )
}

function Rows({ rows }: { rows: readonly OutlineRow[] }) {
  if (rows.length === 0) return <p>There is nothing more.</p>
  return (
    <ul>
      {/* Rows have no identity but their place, and never change once they are loaded. */}
      {rows.map((row, place) => {
        const key = `${place}`
        return (
          <li key={key} style={{ paddingInlineStart: `${Math.min(row.depth, 12)}rem` }}>
            <span className={styles['name']}>{row.name}</span> {row.value}
          </li>
        )
      })}
    </ul>
  )
}
