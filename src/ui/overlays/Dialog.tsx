import { X } from 'lucide-react'
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { IconButton } from '../controls/IconButton.tsx'
import { cx } from '../cx.ts'
import { askToDiscard, useUnsavedForm } from '../unsaved.ts'
import styles from './dialog.module.css'

export interface DialogProps {
  title: string
  open: boolean
  /** Asked to close: by Escape, the cross, or the system's back. It stays open until `open` says otherwise. */
  onClose: () => void
  /**
   * Something was typed or chosen that `onClose` throws away: closing the dialog or leaving the page asks first. A
   * button in the footer that says "Cancel" may call `onClose` without a question.
   */
  dirty?: boolean | undefined
  children: ReactNode
  footer?: ReactNode
  size?: 's' | 'm' | 'l' | 'xl' | 'full' | undefined
  /** `alertdialog` for a question that must be answered; without a cross. */
  role?: 'dialog' | 'alertdialog' | undefined
}

/**
 * The browser's own modal dialog: focus stays inside it, the page behind is inert, and focus goes back to where
 * it came from. The field or button of this folder with `autoFocus` is focused, else the title.
 */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null
}

function OpenDialog(props: DialogProps) {
  const { title, children, footer, size = 'm', role, dirty = false } = props
  useUnsavedForm(dirty, props.onClose)
  const onClose = () => {
    if (dirty) askToDiscard(props.onClose)
    else props.onClose()
  }
  const titleId = useId()
  const dialog = useModal()
  function onKeyDown(event: KeyboardEvent) {
    // Handled before the browser's own close watcher, which closes on a second Escape without asking.
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    onClose()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape belongs to the dialog as a whole
    <dialog
      ref={dialog}
      role={role}
      className={cx(styles['dialog'], size !== 'm' && styles[size])}
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        onClose()
      }}
    >
      {/* No header and footer: a dialog that stands inside the page's banner would put landmarks into it. */}
      <div className={styles['head']}>
        <h2 id={titleId} tabIndex={-1}>
          {title}
        </h2>
        {role !== 'alertdialog' && <IconButton label="Close" icon={X} onClick={onClose} />}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className={styles['body']} tabIndex={0} role="group" aria-labelledby={titleId}>
        {children}
      </div>
      {footer !== undefined && <div className={styles['foot']}>{footer}</div>}
    </dialog>
  )
}

/** Opens as modal when mounted; returns focus when unmounted, also when the opener, such as a menu item, has been removed. */
function useModal() {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    const opener = document.activeElement
    if (element && !element.open) element.showModal()
    // React’s `autoFocus` runs before the dialog is shown, and leaves no attribute for the browser to use.
    const wanted = element?.querySelector<HTMLElement>('[data-autofocus]')
    const target = wanted ?? element?.querySelector('h2')
    target?.focus()
    return () => {
      element?.close()
      // Gone from the page already, the browser may have forgotten where focus came from.
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  return dialog
}
