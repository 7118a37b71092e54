import { QueryClientProvider } from '@tanstack/react-query'
import {
  createContext,
  lazy,
  Suspense,
  use,
  useEffect,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import { Outlet } from 'react-router'
import { ApiProvider } from '#api/context.tsx'
import type { Actor } from '#api/transport/actor.ts'
import { useSessionState } from '#features/session/context.tsx'
import type { SessionState } from '#features/session/session-state.ts'
import { UploadsBehindLock } from '#features/upload/panel/UploadButtons.tsx'
import { Announcer } from '#ui/feedback/announcer.tsx'
import { Toaster } from '#ui/feedback/Toaster.tsx'
import { DiscardQuestion } from '#ui/overlays/DiscardQuestion.tsx'
import { signOutQuestion, useSignOut } from './shell/sign-out.ts'
import { serverName, useConfig } from './state/config.tsx'
import type { Workspaces } from './state/workspace.ts'

const loadLockScreen = () => import('#features/session/door/LockScreen.tsx')
const LockScreen = lazy(async () => ({ default: (await loadLockScreen()).LockScreen }))
const loadSessionDialogs = () => import('#features/session/SessionDialogs.tsx')
const SessionDialogs = lazy(async () => ({ default: (await loadSessionDialogs()).SessionDialogs }))

const loadSignOutWarning = () => import('./shell/SignOutWarning.tsx')
const SignOutWarning = lazy(async () => ({ default: (await loadSignOutWarning()).SignOutWarning }))

/** Milliseconds after the sign-in, when the first page has what it needs. */
const LOAD_AHEAD_MS = 10_000

export const WorkspacesContext = createContext<Workspaces | undefined>(undefined)

/** Around every page: the lock screen in place of all of them, and what may appear over any of them. */
export function Root() {
  const state = useSessionState()
  const server = serverName(useConfig())
  const onSignOut = useSignOut()
  const isLeaving =
    useSyncExternalStore(signOutQuestion.subscribe, signOutQuestion.get) !== undefined
  return (
    <>
      <Suspense fallback={null}>
        {state.phase === 'locked' ? (
          <LockScreen
            afterMs={state.afterMs}
            status={<UploadsBehindLock />}
            {...{ server, onSignOut }}
          />
        ) : state.phase === 'active' ? (
          <Person key={state.actor.subject} actor={state.actor}>
            <Outlet />
          </Person>
        ) : (
          <Outlet />
        )}
      </Suspense>
      {asks(state) && (
        <Suspense fallback={null}>
          <SessionDialogs {...{ server, onSignOut }} />
        </Suspense>
      )}
      {isLeaving && (
        <Suspense fallback={null}>
          <SignOutWarning />
        </Suspense>
      )}
      <DiscardQuestion />
      <Toaster />
      <Announcer />
    </>
  )
}

/** The pages of one person. Another one gets pages of their own: nothing that is open now can act for them. */
function Person({ actor, children }: { actor: Actor; children: ReactNode }) {
  const workspaces = use(WorkspacesContext)
  if (!workspaces) throw new Error('There is no WorkspacesContext above')
  const { api, cache } = workspaces.of(actor)
  // They come when the server or the connection may be gone, and must be here by then.
  useEffect(() => {
    const timer = setTimeout(() => {
      loadLockScreen().catch(() => undefined)
      loadSessionDialogs().catch(() => undefined)
      loadSignOutWarning().catch(() => undefined)
      import('#features/session/door/TokenFields.tsx').catch(() => undefined)
      import('./shell/FindSuggestions.tsx').catch(() => undefined)
    }, LOAD_AHEAD_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <QueryClientProvider client={cache}>
      <ApiProvider api={api}>{children}</ApiProvider>
    </QueryClientProvider>
  )
}

/** Whether the session has something to ask: only then are its dialogs loaded. */
function asks(state: SessionState): boolean {
  if (state.phase === 'signed-out') return false
  return (
    state.link !== undefined ||
    (state.phase === 'active' && (state.renewal === 'asking' || state.lockAt !== undefined))
  )
}
