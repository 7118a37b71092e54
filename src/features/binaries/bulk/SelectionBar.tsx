import { Copy, Languages, ShieldCheck, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { NOTHING_SELECTED, type Selection } from '../grid/selection.ts'
import type { BinaryRow } from '../list/rows.ts'
import type { BinaryList } from '../list/use-binary-list.ts'
import type { BulkAction } from './bulk.ts'
import toolbar from '../list/toolbar.module.css'

/** With the first change. */
const BulkDialog = lazy(async () => ({ default: (await import('./BulkDialog.tsx')).BulkDialog }))

export interface SelectionBarProps {
  org: string
  list: BinaryList
  selection: Selection
  onSelection: (selection: Selection) => void
}

/** What can be done with the rows that are selected and shown; nothing is done to a row that narrowing hides. */
export function SelectionBar({ org, list, selection, onSelection }: SelectionBarProps) {
  const [asked, setAsked] = useState<BulkAction['kind']>()
  const rows = list.snapshot.rows.filter((row) => selection.ids.has(row.id))
  const hidden = selection.ids.size - rows.length
  const none = rows.length === 0 ? 'Narrowing hides all that is selected.' : undefined
  return (
    <div className={toolbar['selection']} role="group" aria-label="Selection">
      <span role="status">
        {rows.length.toLocaleString()} selected{hidden > 0 && ` (${hidden} more are hidden)`}
      </span>
      <Button size="s" variant="quiet" icon={Copy} onClick={() => void copyIds(rows)}>
        Copy ids
      </Button>
      {ACTIONS.map(({ kind, label, icon }) => (
        <Button
          key={kind}
          size="s"
          variant="quiet"
          icon={icon}
          disabledReason={none}
          onClick={() => setAsked(kind)}
        >
          {label}
        </Button>
      ))}
      <Button size="s" variant="quiet" onClick={() => onSelection(NOTHING_SELECTED)}>
        Clear selection
      </Button>
      {asked && (
        <Suspense>
          <BulkDialog
            org={org}
            kind={asked}
            rows={rows}
            onClose={(changed) => {
              setAsked(undefined)
              if (changed && asked === 'remove') onSelection(NOTHING_SELECTED)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

const ACTIONS: { kind: BulkAction['kind']; label: string; icon: typeof Copy }[] = [
  { kind: 'language', label: 'Set language…', icon: Languages },
  { kind: 'securityContext', label: 'Set security context…', icon: ShieldCheck },
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
