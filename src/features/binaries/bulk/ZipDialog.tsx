import { useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '#api/context.tsx'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { saveAs } from '#ui/save-as.ts'
import type { BinaryRow } from '../list/rows.ts'
import { files } from './bulk.ts'
import { zipOf, type Missed } from './zip-download.ts'
import styles from './bulk.module.css'

type State =
  | { kind: 'asking' }
  | { kind: 'loading'; done: number }
  | { kind: 'saved'; missed: readonly Missed[] }
  | { kind: 'failed'; why: string }

export interface ZipDialogProps {
  org: string
  /** What is selected; it stays what it was when the dialog opened. */
  rows: readonly BinaryRow[]
  onClose: () => void
}

/** Downloads the selected files as one archive. Closing it stops it. */
export function ZipDialog({ org, rows: selected, onClose }: ZipDialogProps) {
  const [rows] = useState(selected)
  const { state, start } = useZip(org, rows)
  const isRunning = state.kind === 'loading'
  return (
    <Dialog
      open
      title={`Download ${files(rows.length)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>
            {isRunning ? 'Stop' : state.kind === 'saved' ? 'Close' : 'Cancel'}
          </Button>
          {state.kind !== 'saved' && (
            <Button variant="primary" icon={Download} busy={isRunning} onClick={start}>
              Download
            </Button>
          )}
        </>
      }
    >
      <div className={styles['results']}>
        <Words state={state} rows={rows} />
      </div>
    </Dialog>
  )
}

function Words({ state, rows }: { state: State; rows: readonly BinaryRow[] }) {
  const total = rows.length
  switch (state.kind) {
    case 'asking':
      return (
        <p>
          As one ZIP file of {sizeWords(rows)}, each in the folder that it came from, with a
          manifest of ids, versions and checksums.
        </p>
      )
    case 'loading':
      return (
        <>
          <ProgressBar label="Progress" value={state.done} max={total} />
          <p role="status">
            {state.done.toLocaleString()} of {files(total)}
          </p>
        </>
      )
    case 'failed':
      return <p role="alert">{state.why}</p>
    case 'saved':
      return (
        <>
          <p role="status">
            {files(total - state.missed.length)} saved
            {state.missed.length > 0 && ` · ${state.missed.length.toLocaleString()} left out`}
          </p>
          {state.missed.length > 0 && (
            <ul className={styles['list']} aria-label="Left out">
              {state.missed.map(({ row, why }) => (
                <li key={row.id} className={styles['item']}>
                  <span className={styles['name']} title={row.id}>
                    <bdi>{row.label}</bdi>
                  </span>
                  <span>{why}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )
  }
}

/** What is not known is not counted, and said so. */
function sizeWords(rows: readonly BinaryRow[]): string {
  const known = rows.flatMap(({ size }) => size ?? [])
  const sum = formatBytes(known.reduce((all, size) => all + size, 0))
  return known.length === rows.length ? `about ${sum}` : `at least ${sum}`
}

function useZip(org: string, rows: readonly BinaryRow[]) {
  const { binaries, checksum } = useApi()
  const queryClient = useQueryClient()
  const [state, setState] = useState<State>({ kind: 'asking' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const start = () => {
    const controller = new AbortController()
    running.current = controller
    setState({ kind: 'loading', done: 0 })
    const source = {
      load: async ({ id, version }: BinaryRow, signal: AbortSignal) => {
        const of = { org, id, versionId: version === '' ? undefined : version }
        return (await binaries.loadContent(queryClient, of, signal, 0)).blob
      },
      checksum,
    }
    const tell = (done: number) => setState({ kind: 'loading', done })
    zipOf(rows, source, tell, controller.signal).then(
      ({ archive, missed }) => {
        if (missed.length < rows.length) saveAs(archive, `files-${stamp(new Date())}.zip`)
        setState({ kind: 'saved', missed })
      },
      () => {
        if (controller.signal.aborted) return
        setState({ kind: 'failed', why: 'The archive could not be made. Try fewer files.' })
      },
    )
  }
  return { state, start }
}

/** The day in the reader's own zone. */
function stamp(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
