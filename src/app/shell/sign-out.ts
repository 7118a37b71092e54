import { endSession } from '#features/session/check-token.ts'
import { useSession, useSignIn, useUnfinishedWork } from '#features/session/context.tsx'
import { useUploadQueue } from '#features/upload/context.tsx'
import { createStore } from '#ui/store.ts'
import { useConfig } from '../state/config.tsx'

/** What signing out would drop; asked about as long as it is there. */
export const signOutQuestion = createStore<readonly string[] | undefined>(undefined)

/** Signs out; first asks where that would drop something unfinished. */
export function useSignOut(): () => void {
  const leave = useLeave()
  const unfinishedWork = useUnfinishedWork()
  return () => {
    const unfinished = unfinishedWork()
    if (unfinished.length > 0) signOutQuestion.set(unfinished)
    else leave()
  }
}

/**
 * While the token is valid the server hears of uploads that end, and afterwards that the session is over, and the identity
 * provider of the sign-out.
 */
export function useLeave(): () => void {
  const session = useSession()
  const signIn = useSignIn()
  const queue = useUploadQueue()
  const { apiBase } = useConfig()
  return () => {
    void queue.discard().finally(() => {
      const leave = signIn?.leaving()
      const accepted = session.credentials.accepted()
      session.signOut()
      if (accepted) void endSession(apiBase, accepted)
      void leave?.()
    })
  }
}
