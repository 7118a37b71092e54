import { createContext, use, useSyncExternalStore, type ReactNode } from 'react'
import type { AcceptedToken } from './credentials.ts'
import type { Secret } from './link/token-link.ts'
import type { SessionState } from './session-state.ts'
import type { Session } from './session.ts'

/** Asks the server whether it accepts a token, or a code, and whose it is; throws an `ApiError` when not. */
export type CheckToken = (secret: Secret, signal: AbortSignal) => Promise<AcceptedToken>

interface SessionValue {
  session: Session
  check: CheckToken
  /** What would be lost if somebody else signed in now, each in a few words: "3 files to upload". */
  unfinished: () => readonly string[]
}

const SessionContext = createContext<SessionValue | undefined>(undefined)

/** Gives the session, made in the composition root, to everything below. */
export function SessionProvider({ children, ...value }: SessionValue & { children: ReactNode }) {
  return <SessionContext value={value}>{children}</SessionContext>
}

/** The session's commands. They never change; `useSessionState` is what does. */
export function useSession(): Session {
  return useValue().session
}

export function useCheckToken(): CheckToken {
  return useValue().check
}

export function useUnfinishedWork(): SessionValue['unfinished'] {
  return useValue().unfinished
}

export function useSessionState(): SessionState {
  const { session } = useValue()
  return useSyncExternalStore(session.subscribe, session.get)
}

function useValue(): SessionValue {
  const value = use(SessionContext)
  if (!value) throw new Error('There is no SessionProvider above')
  return value
}
