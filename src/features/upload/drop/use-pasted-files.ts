import { useEffect, useEffectEvent } from 'react'

/** Files in the clipboard, pasted anywhere but in a field or over another dialog. */
export function usePastedFiles(isOurDialogOpen: boolean, take: (files: File[]) => void): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])]
    const elsewhere = !isOurDialogOpen && document.querySelector('dialog:modal') !== null
    if (files.length === 0 || elsewhere || isField(event.target)) return
    event.preventDefault()
    take(files)
  })
  useEffect(() => {
    const listener = (event: ClipboardEvent) => onPaste(event)
    document.addEventListener('paste', listener)
    return () => document.removeEventListener('paste', listener)
  }, [])
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
