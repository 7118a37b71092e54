import { ArrowDown, ArrowUp } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import type { ColumnId } from '../search/search-view.ts'
import {
  canHide,
  DEFAULT_COLUMNS,
  moveColumn,
  setHidden,
  visibleColumns,
  type ColumnSettings,
} from './column-settings.ts'
import { columnStore } from './column-store.ts'
import { columnTitles } from './columns.tsx'
import styles from './columns-dialog.module.css'

/** Chooses and orders the columns; what is changed shows at once behind the dialog. */
export function ColumnsDialog({ onClose }: { onClose: () => void }) {
  const settings = useSyncExternalStore(columnStore.subscribe, columnStore.get)
  return (
    <Dialog
      title="Columns"
      size="s"
      open
      onClose={onClose}
      footer={
        <>
          <Button variant="quiet" onClick={() => columnStore.set(DEFAULT_COLUMNS)}>
            Reset
          </Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <ul className={styles['columns']} aria-label="Columns">
        {settings.order.map((column) => (
          <ColumnChoice key={column} column={column} settings={settings} />
        ))}
      </ul>
    </Dialog>
  )
}

function ColumnChoice({ column, settings }: { column: ColumnId; settings: ColumnSettings }) {
  const title = columnTitles[column]
  const visible = visibleColumns(settings)
  const place = visible.indexOf(column)
  const hideable = canHide(column)
  return (
    <li className={styles['column']}>
      <Checkbox
        label={title}
        checked={place !== -1}
        disabled={hideable !== true}
        description={hideable === true ? undefined : hideable}
        onChange={(show) => columnStore.set(setHidden(settings, column, !show))}
      />
      <span className={styles['moves']}>
        <IconButton
          size="s"
          label={`Move ${title} left`}
          icon={ArrowUp}
          disabledReason={
            place <= 0 ? (place < 0 ? 'It is hidden.' : 'It is the first.') : undefined
          }
          onClick={() => columnStore.set(moveColumn(settings, column, -1))}
        />
        <IconButton
          size="s"
          label={`Move ${title} right`}
          icon={ArrowDown}
          disabledReason={
            place === -1
              ? 'It is hidden.'
              : place === visible.length - 1
                ? 'It is the last.'
                : undefined
          }
          onClick={() => columnStore.set(moveColumn(settings, column, 1))}
        />
      </span>
    </li>
  )
}
