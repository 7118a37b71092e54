import { useEffect, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { useSession, useSessionState, useSignIn } from './context.tsx'
import { TokenForm } from './door/TokenForm.tsx'
import { LinkQuestion } from './link/LinkQuestion.tsx'
import type { ActiveSession } from './session-state.ts'
import styles from './session.module.css'

/** What the session asks over any page: another token after a 401, whether somebody is still there, and whether a link may sign in. */
export function SessionDialogs(props: { server: string; onSignOut: () => void }) {
  const state = useSessionState()
  if (state.phase === 'signed-out') return null
  const { link } = state
  return (
    <>
      {link !== undefined && (
        <LinkQuestion
          key={link}
          link={link}
          server={props.server}
          isLocked={state.phase === 'locked'}
        />
      )}
      {state.phase === 'active' && <ActiveDialogs {...props} state={state} />}
    </>
  )
}

interface ActiveProps {
  state: ActiveSession
  server: string
  onSignOut: () => void
}

function ActiveDialogs({ state, ...props }: ActiveProps) {
  const session = useSession()
  const isSignIn = useSignIn()?.isTheirs() === true
  return (
    <>
      <Dialog
        title={isSignIn ? 'Your sign-in has ended' : 'Your access token is no longer accepted'}
        open={state.renewal === 'asking'}
        onClose={() => session.declineRenewal()}
        size="s"
      >
        <p className={styles['lead']}>
          {isSignIn
            ? 'Sign in again to continue: nothing you typed or queued is lost.'
            : 'It may have expired. Enter another one, or paste a new link, to continue: nothing you typed or queued is lost.'}
        </p>
        <TokenForm
          action="Continue"
          server={props.server}
          secondary={
            <Button variant="quiet" onClick={props.onSignOut}>
              Sign out
            </Button>
          }
        />
      </Dialog>
      {state.lockAt !== undefined && <IdleWarning lockAt={state.lockAt} />}
    </>
  )
}

function IdleWarning({ lockAt }: { lockAt: number }) {
  const session = useSession()
  const seconds = useSecondsUntil(lockAt)
  return (
    <Dialog
      title="Are you still there?"
      role="alertdialog"
      open
      onClose={() => session.touch()}
      size="s"
      footer={
        <>
          <Button onClick={() => session.lock()}>Lock now</Button>
          <Button variant="primary" autoFocus onClick={() => session.touch()}>
            Stay signed in
          </Button>
        </>
      }
    >
      <p>The screen locks in less than a minute. Your place is kept.</p>
      <p className={styles['countdown']} aria-hidden="true">
        {seconds}
      </p>
    </Dialog>
  )
}

function useSecondsUntil(moment: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((moment - now) / 1000))
}
