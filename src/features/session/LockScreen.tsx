import { Lock } from 'lucide-react'
import { Button } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { useSession } from './context.tsx'
import { TokenForm } from './TokenForm.tsx'
import styles from './session.module.css'

/** In place of everything, after the idle time: nothing of what was open is on the page any more, but its address is. */
export function LockScreen({ server }: { server: string }) {
  const session = useSession()
  return (
    <main className={styles['door']}>
      <title>Locked</title>
      <div className={styles['card']}>
        <h1 className={styles['title']}>
          <Icon icon={Lock} size={20} /> Locked
        </h1>
        <p className={styles['lead']}>
          The token and everything on the screen were removed from this browser. Enter an access
          token to continue where you left off.
        </p>
        <TokenForm
          action="Unlock"
          server={server}
          secondary={
            <Button variant="quiet" onClick={() => session.signOut()}>
              Sign out
            </Button>
          }
        />
      </div>
    </main>
  )
}
