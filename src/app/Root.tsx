import { lazy, Suspense } from 'react'
import { Outlet } from 'react-router'
import { useSessionState } from '#features/session/context.tsx'
import type { SessionState } from '#features/session/session.ts'
import { Announcer } from '#ui/feedback/announcer.tsx'
import { Toaster } from '#ui/feedback/Toaster.tsx'
import { serverName, useConfig } from './config.tsx'

const LockScreen = lazy(async () => ({
  default: (await import('#features/session/LockScreen.tsx')).LockScreen,
}))
const SessionDialogs = lazy(async () => ({
  default: (await import('#features/session/SessionDialogs.tsx')).SessionDialogs,
}))

/** Around every page: the lock in place of all of them, and what may speak over any of them. */
export function Root() {
  const state = useSessionState()
  const server = serverName(useConfig())
  return (
    <>
      <Suspense fallback={null}>
        {state.phase === 'locked' ? <LockScreen server={server} /> : <Outlet />}
      </Suspense>
      {asks(state) && (
        <Suspense fallback={null}>
          <SessionDialogs server={server} />
        </Suspense>
      )}
      <Toaster />
      <Announcer />
    </>
  )
}

/** Whether the session has something to ask: only then are its dialogs loaded. */
function asks(state: SessionState): boolean {
  return state.phase === 'active' && (state.renewal === 'asking' || state.lockAt !== undefined)
}
