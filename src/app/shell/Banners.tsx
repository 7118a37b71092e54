import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useSession, useSessionState } from '#features/session/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { connection } from '../connection.ts'

/** Shown while the server can't be reached, because what is on the screen may be out of date. */
export function ConnectionBanner() {
  const state = useSyncExternalStore(connection.subscribe, connection.get)
  const cache = useQueryClient()
  if (state === 'online') return null
  return (
    <Banner
      tone="warning"
      role="status"
      title={state === 'offline' ? 'No network connection' : 'The server can’t be reached'}
      actions={
        <Button size="s" onClick={() => void cache.refetchQueries({ type: 'active' })}>
          Try again
        </Button>
      }
    >
      What you see was loaded earlier and may have changed. Queued uploads continue when the
      connection is back.
    </Banner>
  )
}

/** Shown after the question for a new token was dismissed. */
export function RenewalBanner() {
  const session = useSession()
  const state = useSessionState()
  if (state.phase !== 'active' || state.renewal !== 'declined') return null
  return (
    <Banner
      tone="warning"
      role="status"
      title="Your access token is no longer accepted"
      actions={
        <Button size="s" onClick={() => session.askForRenewal()}>
          Enter another token
        </Button>
      }
    >
      Nothing can be loaded or saved until you enter another one.
    </Banner>
  )
}
