import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useApi } from '#api/context.tsx'
import { formatDateTime } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { files } from '../bulk/bulk.ts'
import { useBulk } from '../bulk/context.tsx'
import type { BinaryRow } from '../list/rows.ts'
import { countPlans, findAll, instantOf, planOf, plansOf, type Found } from './plans.ts'
import { PlanTable } from './PlanTable.tsx'
import styles from './past.module.css'

type State =
  | { kind: 'asking'; problem: string | undefined }
  | { kind: 'looking'; done: number }
  | { kind: 'found'; found: ReadonlyMap<string, Found> }

export interface PastDialogProps {
  org: string
  /** What is selected; it stays what it was when the dialog opened. */
  rows: readonly BinaryRow[]
  onClose: () => void
}

/** Asks for a point in time and shows what would change, before anything is. What follows is `BulkResults`. */
export function PastDialog({ org, rows: selected, onClose }: PastDialogProps) {
  const bulk = useBulk()
  const [rows] = useState(selected)
  const [typed, setTyped] = useState('')
  const [withDeletions, setWithDeletions] = useState(false)
  const { state, look, ask } = useDryRun(org, rows)
  const plans = state.kind === 'found' ? plansOf(state.found, withDeletions) : new Map()
  const counts = countPlans(plans.values())
  const start = () => {
    bulk.start(org, rows, { kind: 'past', plans })
    onClose()
  }
  return (
    <Dialog
      open
      size="xl"
      title={`Restore ${files(rows.length)} to a point in time`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {state.kind === 'looking' && <Button onClick={() => ask(undefined)}>Stop</Button>}
          {state.kind === 'found' && (
            <Button
              variant="primary"
              disabledReason={
                counts.restore + counts.delete === 0 ? 'Nothing would change.' : undefined
              }
              onClick={start}
            >
              {startWords(counts)}
            </Button>
          )}
        </>
      }
    >
      <MomentForm
        state={state}
        typed={typed}
        onTyped={(next) => {
          setTyped(next)
          setWithDeletions(false)
          ask(undefined)
        }}
        onLook={() => look(typed)}
      />
      {state.kind === 'looking' && <Looking done={state.done} total={rows.length} />}
      {state.kind === 'found' && (
        <>
          <p role="status">{foundWords(state.found)}</p>
          <Deletions {...state} checked={withDeletions} onChange={setWithDeletions} />
          <PlanTable rows={rows} found={state.found} />
        </>
      )}
    </Dialog>
  )
}

function Looking({ done, total }: { done: number; total: number }) {
  return (
    <>
      <ProgressBar label="Progress" value={done} max={total} />
      <p role="status">
        {done.toLocaleString()} of {files(total)} looked up
      </p>
    </>
  )
}

function MomentForm(props: {
  state: State
  typed: string
  onTyped: (typed: string) => void
  onLook: () => void
}) {
  const { state, typed, onTyped, onLook } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onLook()
  }
  return (
    <>
      <form className={styles['form']} onSubmit={submit}>
        <TextField
          label="As they were on"
          type="datetime-local"
          step={1}
          description={zoneWords(typed)}
          error={state.kind === 'asking' ? state.problem : undefined}
          value={typed}
          onChange={onTyped}
        />
        <Button type="submit" busy={state.kind === 'looking'}>
          Show what would change
        </Button>
      </form>
      {state.kind === 'asking' && (
        <p className={styles['note']}>
          Nothing is changed yet. The history of each file says how it was, by the clock of the
          server; each is then saved as a new version, and nothing is taken out of the history.
        </p>
      )}
    </>
  )
}

function useDryRun(org: string, rows: readonly BinaryRow[]) {
  const { binaries } = useApi()
  const [state, setState] = useState<State>({ kind: 'asking', problem: undefined })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const ask = (problem: string | undefined) => {
    running.current?.abort()
    setState({ kind: 'asking', problem })
  }
  const look = (typed: string) => {
    const instant = instantOf(typed, Date.now())
    if (typeof instant === 'string') return ask(instant)
    running.current?.abort()
    const { signal } = (running.current = new AbortController())
    setState({ kind: 'looking', done: 0 })
    findAll(
      rows,
      (row, stop) => binaries.past(org, { id: row.id, instant }, stop),
      (done) => setState({ kind: 'looking', done }),
      signal,
    ).then(
      (found) => setState({ kind: 'found', found }),
      // It was stopped: whoever did that has said what follows.
      () => {},
    )
  }
  return { state, look, ask }
}

/** Nothing is deleted unless that is ticked. */
function Deletions(props: {
  found: ReadonlyMap<string, Found>
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  const all = countPlans([...props.found.values()].map(planOf)).delete
  if (all === 0) return null
  return (
    <Checkbox
      label={`Delete ${files(all)} that ${all === 1 ? 'was' : 'were'} deleted then`}
      description="Otherwise nothing is deleted."
      checked={props.checked}
      onChange={props.onChange}
    />
  )
}

function foundWords(found: ReadonlyMap<string, Found>): string {
  const counts = countPlans([...found.values()].map(planOf))
  const parts = [
    `${files(counts.restore)} would change`,
    counts.delete > 0 ? `${counts.delete.toLocaleString()} deleted then` : '',
    counts.already > 0 ? `${counts.already.toLocaleString()} already so` : '',
    counts.absent > 0 ? `${counts.absent.toLocaleString()} did not exist then` : '',
    counts.unknown > 0 ? `${counts.unknown.toLocaleString()} not known` : '',
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

function startWords(counts: ReturnType<typeof countPlans>): string {
  const restore =
    counts.restore > 0 || counts.delete === 0 ? [`Restore ${files(counts.restore)}`] : []
  const remove = counts.delete > 0 ? [`delete ${files(counts.delete)}`] : []
  const words = [...restore, ...remove].join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** In which zone a time is read: a day in May may have another offset than today. */
function zoneWords(typed: string): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const at = new Date(typed)
  if (Number.isNaN(at.getTime())) return `In your time zone, ${timeZone}.`
  const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset' }).formatToParts(at)
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return `${formatDateTime(at.toISOString())}, ${timeZone} (${offset}).`
}
