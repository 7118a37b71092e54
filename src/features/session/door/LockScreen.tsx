import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { useSignIn } from '../context.tsx'
import { TokenForm } from './TokenForm.tsx'
import styles from '../session.module.css'

export interface LockScreenProps {
  server: string
  /** How long nobody was active, when that is why the screen is locked. */
  afterMs: number | undefined
  /** What is still going on behind the lock; without names, since anybody may read it. */
  status?: ReactNode
  onSignOut: () => void
}

/** In place of every page: nothing of what was open is on the screen any more, but its address is kept. */
export function LockScreen({ server, afterMs, status, onSignOut }: LockScreenProps) {
  const isSignIn = useSignIn()?.isTheirs() === true
  return (
    <main className={styles['door']}>
      <title>Locked</title>
      <div className={styles['card']}>
        <h1 className={styles['title']}>
          <Icon icon={Lock} size={20} /> Locked
        </h1>
        <p className={styles['lead']}>
          {afterMs !== undefined && `Locked after ${minutes(afterMs)} without activity. `}
          {isSignIn
            ? 'Your sign-in and everything on the screen were removed from this browser. Sign in again to continue where you left off.'
            : 'The token and everything on the screen were removed from this browser. Enter an access token to continue where you left off.'}
        </p>
        {status}
        <TokenForm
          action="Unlock"
          server={server}
          secondary={
            <Button variant="quiet" onClick={onSignOut}>
              Sign out
            </Button>
          }
        />
      </div>
    </main>
  )
}

function minutes(ms: number): string {
  const count = Math.max(1, Math.round(ms / 60_000))
  return count === 1 ? '1 minute' : `${count} minutes`
}
