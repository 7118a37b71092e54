import { singleKeys } from '../state/single-keys.ts'

/**
 * Whether a key alone is not a shortcut: it belongs to a field, or to a dialog or menu that is open, or the reader wants
 * no such shortcuts.
 */
export function isTyping(event: Event): boolean {
  if (!singleKeys.get()) return true
  const [target] = event.composedPath()
  if (document.querySelector('dialog:modal, [role=menu]:popover-open') !== null) return true
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
