import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { overlay } from '../overlay.ts'
import { isTyping } from './is-typing.ts'

const AppPalette = lazy(async () => ({ default: (await import('../AppPalette.tsx')).AppPalette }))
const ShortcutsDialog = lazy(async () => ({
  default: (await import('#features/palette/Shortcuts.tsx')).ShortcutsDialog,
}))

/** The command palette and the list of shortcuts, over every page. */
export function CommandOverlays() {
  useOverlayKeys()
  const open = useSyncExternalStore(overlay.subscribe, overlay.get)
  const close = () => overlay.set('none')
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <AppPalette onClose={close} />}
      {open === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </Suspense>
  )
}

/** Ctrl or Cmd K from anywhere, also out of a field; `?` only where it is not being typed. */
function useOverlayKeys() {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      if (
        command &&
        event.key.toLowerCase() === 'k' &&
        document.querySelector('dialog:modal') === null
      ) {
        event.preventDefault()
        overlay.set('palette')
      }
      const plain = !(event.ctrlKey || event.metaKey || event.altKey)
      if (event.key === '?' && plain && !event.defaultPrevented && !isTyping(event)) {
        event.preventDefault()
        overlay.set('shortcuts')
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
