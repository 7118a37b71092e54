import { ChevronDown } from 'lucide-react'
import { useId, useRef, type ReactNode } from 'react'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { positionBeside } from '#ui/overlays/position.ts'
import styles from '../list/toolbar.module.css'

export interface FilterPopoverProps {
  /** Of the button and of what it opens. */
  label: string
  /** What is chosen, in short; nothing where nothing is. */
  summary: string | undefined
  children: ReactNode
}

/** A chip that opens a group of choices: the browser's popover, closed by Escape or a click elsewhere. */
export function FilterPopover({ label, summary, children }: FilterPopoverProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={cx(styles['chip'], summary !== undefined && styles['on'])}
        aria-haspopup="dialog"
        data-chosen={summary === undefined ? undefined : ''}
        popoverTarget={id}
      >
        {summary === undefined ? label : `${label}: ${summary}`}
        <Icon icon={ChevronDown} size={14} />
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        className={styles['popover']}
        onToggle={(event) => {
          if (event.newState !== 'open' || !button.current) return
          positionBeside(event.currentTarget, button.current, 'start')
          event.currentTarget.focus()
        }}
      >
        {children}
      </div>
    </>
  )
}
