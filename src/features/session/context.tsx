import { createContext, use, useSyncExternalStore, type ReactNode } from 'react'
import type { Session, SessionState } from './session.ts'

/** Asks the server whether it takes a token; throws an `ApiError` when not. */
export type CheckToken = (token: string, signal: AbortSignal) => Promise<void>

interface SessionValue {
  session: Session
  check: CheckToken
}

const SessionContext = createContext<SessionValue | undefined>(undefined)

/** Gives the session, made in the composition root, to everything below. */
export function SessionProvider(props: SessionValue & { children: ReactNode }) {
  const { session, check } = props
  return <SessionContext value={{ session, check }}>{props.children}</SessionContext>
}

/** The session's commands. They never change; `useSessionState` is what does. */
export function useSession(): Session {
  return useValue().session
}

export function useCheckToken(): CheckToken {
  return useValue().check
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
