import type { Actor } from '#api/transport/actor.ts'

/** What is shown of a session. */
export type SessionState =
  /** `left`: somebody was signed in here, and the place that was theirs is not for the next one. */
  | { phase: 'signed-out'; left: boolean }
  | ActiveSession
  /** Nothing is shown; the address is kept. `afterMs`: how long nobody was active, when that is why. */
  | { phase: 'locked'; afterMs: number | undefined; link: string | undefined }

/** Somebody is signed in, and the screen is not locked. */
export interface ActiveSession {
  phase: 'active'
  actor: Actor
  /** `asking`: the server refused the token, and a dialog asks for another; `declined`: the user closed it. */
  renewal: 'none' | 'asking' | 'declined'
  /** When the screen will lock, within the last minute before it; milliseconds since the epoch. */
  lockAt: number | undefined
  /** The fragment of a link that signs in, and that nobody has agreed to. */
  link: string | undefined
}
