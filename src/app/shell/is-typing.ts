/** Whether a key belongs to a field, or to a dialog or menu that is open: then it is no shortcut. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath()
  if (document.querySelector('dialog:modal, [role=menu]:popover-open') !== null) return true
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
