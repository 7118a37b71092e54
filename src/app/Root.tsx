import { Suspense } from 'react'
import { Outlet } from 'react-router'
import { useSessionState } from '#features/session/context.tsx'
import { LockScreen } from '#features/session/LockScreen.tsx'
import { SessionDialogs } from '#features/session/SessionDialogs.tsx'
import { Announcer } from '#ui/announcer.tsx'
import { Toaster } from '#ui/Toaster.tsx'
import { serverName, useConfig } from './config.tsx'

/** Around every page: the lock in place of all of them, and what may speak over any of them. */
export function Root() {
  const { phase } = useSessionState()
  const server = serverName(useConfig())
  return (
    <>
      {phase === 'locked' ? (
        <LockScreen server={server} />
      ) : (
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      )}
      <SessionDialogs server={server} />
      <Toaster />
      <Announcer />
    </>
  )
}
