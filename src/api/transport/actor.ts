/**
 * Whoever requests are made for: one person, from signing in until signing out. Locking the screen and renewing the
 * token do not end an actor; signing out does, and so does somebody else signing in. A client is made for one actor and
 * never sends anything for another.
 */
export interface Actor {
  /** What identifies the person across renewals. Never the token itself. */
  readonly subject: string
  /** Aborted, with an `AbortError`, once nothing may be done for this actor any more. */
  readonly ended: AbortSignal
  /** Whether the person is signed in and the screen is not locked: only then may answers be shown or cached. */
  isPresent(): boolean
  /**
   * The token to send now; waits while the screen is locked.
   * @throws AbortError when the actor has ended, or when `signal` is aborted
   */
  token(signal?: AbortSignal): Promise<string>
  /**
   * Asks for another token of the same person, in place of one that the server refused.
   * @param isMeant somebody has just asked for this, so that they are asked for the token although they declined before
   * @returns `renewed` at once where the token has been replaced already; `abandoned` when there will be none
   * @throws AbortError when the actor has ended
   */
  renew(refused: string, isMeant?: boolean): Promise<'renewed' | 'abandoned'>
  /** The same actor for work that must finish although the screen is locked. */
  lease(): Lease
}

/** Keeps the token beyond the lock, until it is released or the actor ends. */
export interface Lease extends Actor {
  release(): void
}
