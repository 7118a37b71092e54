import { Copy, Download, GitCompare, History, Languages, ShieldCheck, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useNavigate } from 'react-router'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { NOTHING_SELECTED, type Selection } from '../grid/selection.ts'
import type { BinaryRow } from '../list/rows.ts'
import type { BinaryList } from '../list/use-binary-list.ts'
import type { BulkAction } from './bulk.ts'
import { useBulkState } from './context.tsx'
import { selectionWords, whyNothing, type Selected } from './selection-words.ts'
import toolbar from '../list/toolbar.module.css'

/** With the first change. */
const BulkDialog = lazy(async () => ({ default: (await import('./BulkDialog.tsx')).BulkDialog }))

const PastDialog = lazy(async () => ({
  default: (await import('../past/PastDialog.tsx')).PastDialog,
}))

const ZipDialog = lazy(async () => ({ default: (await import('./ZipDialog.tsx')).ZipDialog }))

export interface SelectionBarProps {
  org: string
  list: BinaryList
  selection: Selection
  /** All were asked for, and the rest of them is on its way. */
  gathering: boolean
  onSelection: (selection: Selection) => void
}

/** What can be done with the rows that are selected and shown; nothing is done to a row that the filter hides. */
export function SelectionBar(props: SelectionBarProps) {
  const { list, selection, gathering } = props
  const { snapshot, hasMore, error } = list
  const rows = snapshot.rows.filter((row) => selection.ids.has(row.id))
  const loaded = [...selection.ids].filter((id) => list.view.get(id)).length
  const selected: Selected = {
    shown: rows.length,
    hidden: loaded - rows.length,
    away: selection.ids.size - loaded,
    whole: !hasMore,
    all: selection.all,
    problem: error ? explainError(error).title : undefined,
  }
  return (
    <div className={toolbar['selection']} role="group" aria-label="Selection">
      <span role="status">
        {gathering ? 'Selecting all that match…' : selectionWords(selected)}
      </span>
      {gathering ? (
        <Gathering list={list} />
      ) : (
        <SelectionActions {...props} rows={rows} selected={selected} />
      )}
    </div>
  )
}

type ActionsProps = SelectionBarProps & { rows: readonly BinaryRow[]; selected: Selected }

function SelectionActions({ org, selection, rows, selected, onSelection }: ActionsProps) {
  const [asked, setAsked] = useState<Asked>()
  const running = useBulkState()?.phase
  const missing = whyNothing(selected)
  const busy = running !== undefined && running !== 'finished'
  const notNow = missing ?? (busy ? 'Another bulk change is still running.' : undefined)
  return (
    <>
      {selected.all && !selected.whole && (
        <Button
          size="s"
          onClick={() => {
            onSelection(selection)
            focusRows()
          }}
        >
          Select the rest
        </Button>
      )}
      <Button size="s" variant="quiet" icon={Copy} onClick={() => void copyIds(rows)}>
        Copy ids
      </Button>
      <Button
        size="s"
        variant="quiet"
        icon={Download}
        disabledReason={missing}
        onClick={() => setAsked('download')}
      >
        Download
      </Button>
      <CompareButton org={org} rows={rows} />
      {ACTIONS.map(({ kind, label, icon }) => (
        <Button
          key={kind}
          size="s"
          variant="quiet"
          icon={icon}
          disabledReason={notNow}
          onClick={() => setAsked(kind)}
        >
          {label}
        </Button>
      ))}
      <Button size="s" variant="quiet" onClick={() => onSelection(NOTHING_SELECTED)}>
        Clear selection
      </Button>
      {asked && (
        <Asked
          org={org}
          asked={asked}
          rows={rows}
          onClose={() => setAsked(undefined)}
          onRemoved={() => onSelection(NOTHING_SELECTED)}
        />
      )}
    </>
  )
}

/** While the rest of all is loaded: what can be done with them waits until it is known which they are. */
function Gathering({ list }: { list: BinaryList }) {
  const { snapshot, outOf, loadAll } = list
  const of = outOf === undefined ? '' : ` of ${outOf.toLocaleString()}`
  return (
    <>
      <ProgressBar label="Selecting all" value={snapshot.looked} max={outOf} />
      <span>
        {snapshot.looked.toLocaleString()}
        {of} loaded
      </span>
      <Button
        size="s"
        onClick={() => {
          loadAll.stop()
          focusRows()
        }}
      >
        Stop
      </Button>
    </>
  )
}

/** From a button that leaves with what it starts or stops. */
function focusRows() {
  document.querySelector<HTMLElement>('[role=grid] [tabindex="0"]')?.focus()
}

/** Two files beside each other, in the order of the list. */
function CompareButton({ org, rows }: { org: string; rows: readonly BinaryRow[] }) {
  const navigate = useNavigate()
  const [left, right] = rows
  const isPair = rows.length === 2 && left !== undefined && right !== undefined
  const place = ({ id, version }: BinaryRow) => ({ id, versionId: version || undefined })
  return (
    <Button
      size="s"
      variant="quiet"
      icon={GitCompare}
      disabledReason={isPair ? undefined : 'Select exactly two files to compare them.'}
      onClick={() => {
        if (isPair) void navigate(paths.compareFiles(org, place(left), place(right)))
      }}
    >
      Compare
    </Button>
  )
}

type Asked = BulkAction['kind'] | 'download'

/** The dialog of what was asked for. */
function Asked(props: {
  org: string
  asked: Asked
  rows: readonly BinaryRow[]
  onClose: () => void
  onRemoved: () => void
}) {
  const { org, asked, rows, onClose, onRemoved } = props
  return (
    <Suspense>
      {asked === 'download' ? (
        <ZipDialog org={org} rows={rows} onClose={onClose} />
      ) : asked === 'past' ? (
        <PastDialog org={org} rows={rows} onClose={onClose} />
      ) : (
        <BulkDialog
          org={org}
          kind={asked}
          rows={rows}
          onClose={onClose}
          onStart={() => {
            onClose()
            if (asked === 'remove') onRemoved()
          }}
        />
      )}
    </Suspense>
  )
}

const ACTIONS: { kind: BulkAction['kind']; label: string; icon: typeof Copy }[] = [
  { kind: 'language', label: 'Set language…', icon: Languages },
  { kind: 'securityContext', label: 'Set security context…', icon: ShieldCheck },
  { kind: 'past', label: 'Restore to a point in time…', icon: History },
  { kind: 'remove', label: 'Delete', icon: Trash2 },
]

/** One a line, as spreadsheets and our own search field take them. */
async function copyIds(rows: readonly BinaryRow[]) {
  try {
    await navigator.clipboard.writeText(rows.map(({ id }) => id).join('\n'))
    toast({ tone: 'success', title: rows.length === 1 ? 'Id copied' : `${rows.length} ids copied` })
  } catch {
    toast({
      tone: 'warning',
      title: 'Nothing was copied',
      body: 'The browser did not allow it. Allow this page to use the clipboard, and try again.',
    })
  }
}
