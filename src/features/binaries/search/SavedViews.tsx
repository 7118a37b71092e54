import { useQuery } from '@tanstack/react-query'
import { Pencil, RefreshCw, Trash2 } from 'lucide-react'
import { useId, useState, useSyncExternalStore, type FormEvent } from 'react'
import { useApi } from '#api/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { columnTitles } from '../grid/columns.tsx'
import { ColumnsDialog } from '../grid/ColumnsDialog.tsx'
import { activeFilters } from './criteria-words.ts'
import {
  addressOf,
  addView,
  canName,
  canSave,
  changeView,
  deleteView,
  ownerOf,
  restoreView,
  savedViews,
  viewOf,
  viewsOf,
  type SavedView,
  type Viewer,
  type ViewOwner,
} from './saved-views.ts'
import type { SearchView } from './search-view.ts'
import styles from './saved-views.module.css'

export interface SavedViewsProps {
  owner: ViewOwner
  /** What is shown now. */
  view: SearchView
  onOpen: (view: SearchView) => void
  onClose: () => void
}

/** Sets of filters under a name: to open, save, rename, replace and delete. */
export function SavedViews({ owner, view, onOpen, onClose }: SavedViewsProps) {
  const all = useSyncExternalStore(savedViews.subscribe, savedViews.get)
  const views = viewsOf(all, owner)
  return (
    <Dialog title="Saved views" open onClose={onClose}>
      <div className={styles['dialog']}>
        {views.length === 0 ? (
          <p>Save filters and order of the list under a name, and open them again from here.</p>
        ) : (
          <ul className={styles['views']} aria-label="Saved views">
            {views.map((saved) => (
              <ViewRow
                key={saved.id}
                owner={owner}
                saved={saved}
                view={view}
                onOpen={() => {
                  onClose()
                  onOpen(viewOf(saved))
                }}
              />
            ))}
          </ul>
        )}
        <SaveForm owner={owner} view={view} />
        <p className={styles['note']}>
          Views are stored on this machine, for you and this organization alone. What you searched
          for is part of them, also where it names a patient. Signing out deletes those that are not
          kept.
        </p>
      </div>
    </Dialog>
  )
}

interface ViewRowProps {
  owner: ViewOwner
  saved: SavedView
  view: SearchView
  onOpen: () => void
}

function ViewRow({ owner, saved, view, onOpen }: ViewRowProps) {
  const [naming, setNaming] = useState(false)
  const noteId = useId()
  const savable = canSave(view)
  const same = addressOf(view) === saved.address
  if (naming) return <Rename owner={owner} saved={saved} onDone={() => setNaming(false)} />
  return (
    <li className={styles['row']}>
      <button type="button" className={styles['open']} aria-describedby={noteId} onClick={onOpen}>
        {saved.name}
      </button>
      <span className={styles['actions']}>
        <IconButton
          size="s"
          label={`Update ${saved.name} to what is shown`}
          icon={RefreshCw}
          disabledReason={same ? 'It is what is shown.' : savable === true ? undefined : savable}
          onClick={() => update(saved, view)}
        />
        <IconButton
          size="s"
          label={`Rename ${saved.name}`}
          icon={Pencil}
          onClick={() => setNaming(true)}
        />
        <IconButton
          size="s"
          label={`Delete ${saved.name}`}
          icon={Trash2}
          onClick={() => remove(owner, saved)}
        />
      </span>
      <span id={noteId} className={styles['note']}>
        {viewWords(viewOf(saved))}
        {saved.kept && ' · kept after signing out'}
      </span>
    </li>
  )
}

function Rename(props: { owner: ViewOwner; saved: SavedView; onDone: () => void }) {
  const { owner, saved, onDone } = props
  const [name, setName] = useState(saved.name)
  const [kept, setKept] = useState(saved.kept)
  const [problem, setProblem] = useState<string>()
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    const may = canName(owner, name, saved.id)
    if (may !== true) return setProblem(may)
    changeView(saved.id, { name: name.trim(), kept })
    onDone()
  }
  return (
    <li>
      <form className={styles['form']} onSubmit={onSubmit} noValidate>
        <TextField label="New name" autoFocus value={name} error={problem} onChange={setName} />
        <Checkbox label="Keep after signing out" checked={kept} onChange={setKept} />
        <span className={styles['actions']}>
          <Button type="submit" size="s">
            Rename
          </Button>
          <Button size="s" variant="quiet" onClick={onDone}>
            Cancel
          </Button>
        </span>
      </form>
    </li>
  )
}

function SaveForm({ owner, view }: { owner: ViewOwner; view: SearchView }) {
  const [name, setName] = useState('')
  const [kept, setKept] = useState(false)
  const [problem, setProblem] = useState<string>()
  const savable = canSave(view)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    const may = canName(owner, name)
    if (may !== true) return setProblem(may)
    addView(owner, { name, kept, address: addressOf(view) })
    announce(`Saved as ${name.trim()}`)
    setName('')
    setProblem(undefined)
  }
  if (savable !== true) return <p className={styles['note']}>{savable}</p>
  return (
    <form className={styles['form']} onSubmit={onSubmit} noValidate>
      <TextField
        label="Save what is shown as"
        description={viewWords(view)}
        autoComplete="off"
        value={name}
        error={problem}
        onChange={setName}
      />
      <Checkbox label="Keep after signing out" checked={kept} onChange={setKept} />
      <span className={styles['actions']}>
        <Button type="submit">Save view</Button>
      </span>
    </form>
  )
}

function update(saved: SavedView, view: SearchView): void {
  changeView(saved.id, { address: addressOf(view) })
  toast({
    tone: 'success',
    title: `“${saved.name}” is what is shown now`,
    about: `view ${saved.id}`,
    action: {
      label: 'Undo',
      onAction: () => changeView(saved.id, { address: saved.address }),
    },
  })
}

function remove(owner: ViewOwner, saved: SavedView): void {
  deleteView(saved.id)
  toast({
    tone: 'success',
    title: `Saved view “${saved.name}” deleted`,
    about: `view ${saved.id}`,
    action: { label: 'Undo', onAction: () => restoreView(owner, saved) },
  })
}

/** What a view is made of, in one line. */
function viewWords(view: SearchView): string {
  const { sort, layout } = view
  const order = sort === undefined ? [] : [`sorted by ${columnTitles[sort.column].toLowerCase()}`]
  const looks = layout === 'gallery' ? ['gallery'] : []
  const on = activeFilters(view).map(({ label, value }) => `${label}: ${value}`)
  return [...on, ...order, ...looks].join(' · ')
}

export interface ToolDialogsProps {
  who: Viewer
  view: SearchView
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
  asked: 'columns' | 'views'
  onClose: () => void
}

/** The dialogs that are opened from what stands above the rows: together, since each by itself costs the first load more. */
export function ToolDialogs({ who, view, show, asked, onClose }: ToolDialogsProps) {
  const list = useQuery({ ...useApi().organizations.list(), throwOnError: false })
  const owner = ownerOf(who, list.data?.organizations ?? [])
  switch (asked) {
    case 'columns':
      return <ColumnsDialog onClose={onClose} />
    case 'views':
      return <SavedViews {...{ owner, view, onClose }} onOpen={(saved) => show(saved, 'push')} />
  }
}
