import { useSyncExternalStore } from 'react'
import { useSession, useUnfinishedWork } from '#features/session/context.tsx'
import { useUploadQueue } from '#features/upload/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { createStore } from '#ui/store.ts'

/** What signing out would drop; asked about as long as it is there. */
const asking = createStore<readonly string[] | undefined>(undefined)

/** Signs out; first asks where that would drop something unfinished. */
export function useSignOut(): () => void {
  const leave = useLeave()
  const unfinishedWork = useUnfinishedWork()
  return () => {
    const unfinished = unfinishedWork()
    if (unfinished.length > 0) asking.set(unfinished)
    else leave()
  }
}

/** While the token is valid the server hears of uploads that end. */
function useLeave(): () => void {
  const session = useSession()
  const queue = useUploadQueue()
  return () => void queue.discard().finally(() => session.signOut())
}

/** The question of `useSignOut`: once, around every page. */
export function SignOutWarning() {
  const leave = useLeave()
  const unfinished = useSyncExternalStore(asking.subscribe, asking.get)
  const stay = () => asking.set(undefined)
  const signOut = () => {
    stay()
    leave()
  }
  return (
    <Dialog
      title="Sign out and drop unfinished work?"
      role="alertdialog"
      size="s"
      open={unfinished !== undefined}
      onClose={stay}
      footer={
        <>
          <Button onClick={signOut}>Sign out and cancel them</Button>
          <Button variant="primary" autoFocus onClick={stay}>
            Stay signed in
          </Button>
        </>
      }
    >
      <p>
        Still unfinished: {unfinished?.join(', ')}. Signing out discards that, also from this
        machine. Locking the screen keeps it until you return.
      </p>
    </Dialog>
  )
}
