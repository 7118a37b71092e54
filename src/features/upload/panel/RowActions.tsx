import { Pause, Play, RotateCcw, X } from 'lucide-react'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import type { IconType } from '#ui/display/Icon.tsx'
import { canRetry, isPending, type UploadItem } from '../queue/item.ts'
import type { CommandEvent } from '../queue/queue.ts'
import styles from './upload-row.module.css'

interface RowAction {
  label: string
  /** Without one, the words are on the button. */
  icon?: IconType
  type: 'paused' | 'resumed' | 'retried' | 'cancelled' | 'removed'
}

/** What can be done about one upload, whatever state it is in. */
export function RowActions(props: {
  item: UploadItem
  /** The id of the file's name. */
  describedBy: string
  command: (event: CommandEvent) => void
}) {
  const shared = { size: 's', 'aria-describedby': props.describedBy } as const
  return (
    <div className={styles['actions']}>
      {actionsOf(props.item).map(({ label, icon, type }) => {
        const onClick = () => props.command({ type })
        return icon === undefined ? (
          <Button key={label} {...shared} onClick={onClick}>
            {label}
          </Button>
        ) : (
          <IconButton key={label} {...shared} label={label} icon={icon} onClick={onClick} />
        )
      })}
    </div>
  )
}

function actionsOf(item: UploadItem): RowAction[] {
  const { kind } = item.state
  const actions: RowAction[] = []
  if (kind === 'resting') actions.push({ label: 'Try now', type: 'retried' })
  else if (canRetry(item)) actions.push({ label: 'Retry', icon: RotateCcw, type: 'retried' })
  if (isPending(item)) actions.push({ label: 'Pause', icon: Pause, type: 'paused' })
  if (kind === 'paused') actions.push({ label: 'Resume', icon: Play, type: 'resumed' })
  const isLeft = isPending(item) || kind === 'paused'
  actions.push(
    isLeft
      ? { label: 'Cancel', icon: X, type: 'cancelled' }
      : { label: 'Remove', icon: X, type: 'removed' },
  )
  return actions
}
