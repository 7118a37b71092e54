import { Dialog } from '#ui/overlays/Dialog.tsx'
import { ShortcutList } from './ShortcutList.tsx'

/** The list of shortcuts, over whatever page is open. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open title="Keyboard shortcuts" onClose={onClose}>
      <ShortcutList level="h3" />
    </Dialog>
  )
}
