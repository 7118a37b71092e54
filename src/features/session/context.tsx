import { createContext, use, useSyncExternalStore, type ReactNode } from 'react'
import type { CheckToken } from './credentials.ts'
import type { SignIn } from './provider/sign-in.ts'
import type { SessionState } from './session-state.ts'
import type { Session } from './session.ts'

interface SessionValue {
  session: Session
  check: CheckToken
  /** What would be lost if somebody else signed in now, each in a few words: "3 files to upload". */
  unfinished: () => readonly string[]
  /** Where an identity provider is configured, and its code could be loaded. */
  signIn?: SignIn | undefined
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

export function useSignIn(): SignIn | undefined {
  return useValue().signIn
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
