import { useSyncExternalStore } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { signOutQuestion, useLeave } from './sign-out.ts'

/** The question of `useSignOut`: once, around every page. */
export function SignOutWarning() {
  const leave = useLeave()
  const unfinished = useSyncExternalStore(signOutQuestion.subscribe, signOutQuestion.get)
  const stay = () => signOutQuestion.set(undefined)
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
