/** Whether a key belongs to a field, or to a dialog that is open: then it is no shortcut. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath()
  if (document.querySelector('dialog:modal') !== null) return true
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
