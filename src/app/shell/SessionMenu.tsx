import { CircleUser, Lock, LogOut } from 'lucide-react'
import { useSession } from '#features/session/context.tsx'
import { Menu } from '#ui/overlays/Menu.tsx'
import { useSignOut } from './sign-out.tsx'

/** What one can do with the session itself. */
export function SessionMenu() {
  const session = useSession()
  const signOut = useSignOut()
  return (
    <Menu
      label="Session"
      icon={CircleUser}
      align="end"
      items={[
        {
          label: 'Lock now',
          icon: Lock,
          note: 'Keeps your place',
          onSelect: () => session.lock(),
        },
        {
          label: 'Sign out',
          icon: LogOut,
          note: 'In all tabs',
          onSelect: signOut,
        },
      ]}
    />
  )
}
