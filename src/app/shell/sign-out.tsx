import { useSyncExternalStore } from 'react'
import { useSession } from '#features/session/context.tsx'
import { useUploadQueue } from '#features/upload/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { createStore } from '#ui/store.ts'

const asking = createStore(false)

/** Signs out; first asks where that would drop uploads. */
export function useSignOut(): () => void {
  const session = useSession()
  const uploads = useUploadQueue()
  return () => {
    if (uploads.hasRunningUploads()) asking.set(true)
    else session.signOut()
  }
}

/** The question of `useSignOut`: once, in the shell. */
export function SignOutWarning() {
  const session = useSession()
  const isAsking = useSyncExternalStore(asking.subscribe, asking.get)
  const stay = () => asking.set(false)
  const signOut = () => {
    stay()
    session.signOut()
  }
  return (
    <Dialog
      title="Files are still being uploaded"
      role="alertdialog"
      size="s"
      open={isAsking}
      onClose={stay}
      footer={
        <>
          <Button onClick={signOut}>Sign out and cancel them</Button>
          <Button variant="primary" autoFocus onClick={stay}>
            Continue uploading
          </Button>
        </>
      }
    >
      <p>
        Signing out cancels the uploads that are not finished. Locking keeps them until you return.
      </p>
    </Dialog>
  )
}
