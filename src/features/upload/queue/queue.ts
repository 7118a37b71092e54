import type { UploadProgress } from '#api/binaries/types.ts'
import type { Failure, Remote, StoredState, UploadItem, UploadSpec } from './item.ts'
import type { PausedBy } from './queue-state.ts'

/** What can happen to the upload queue; `reduce.ts` decides what comes of it. */

export type QueueEvent =
  | { type: 'added'; items: readonly { key: string; spec: UploadSpec }[] }
  /** From the journal, without their files. */
  | { type: 'restored'; items: readonly UploadItem[] }
  /** Another tab has taken these over. */
  | { type: 'taken'; keys: ReadonlySet<string> }
  | { type: 'queue-paused'; by: PausedBy }
  | { type: 'queue-resumed'; by: PausedBy }
  | { type: 'retried-all' }
  | { type: 'cleared' }
  /** Signed out. */
  | { type: 'dropped' }
  /** Time has passed. */
  | { type: 'ticked' }
  /** What the browser says of the network. */
  | { type: 'network'; isThere: boolean }
  /** The same person has unlocked the screen or entered another token. */
  | { type: 'token-renewed' }
  /** What is under way waits for another token. */
  | { type: 'sign-in-awaited'; isAwaited: boolean }
  | { type: 'slots-set'; slots: number }
  /** Whether a server takes many creates in one request. */
  | { type: 'batches-known'; org: string; taken: boolean }
  | ({ key: string } & (CommandEvent | AttemptEvent))

/** What the user wants of one upload, and what is found out for it outside of an attempt. */
export type CommandEvent =
  | { type: 'cancelled' }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'retried' }
  /** Sent without looking first: the user has looked. */
  | { type: 'sent-again' }
  | { type: 'removed' }
  /** This one is to be sent, whatever it was before. */
  | { type: 'chosen-again'; file: File; handle?: FileSystemFileHandle | undefined }
  /** The very file that was missing. */
  | { type: 'found'; file: File; handle: FileSystemFileHandle | undefined }
  /** What is there in the missing file's place is another one. */
  | { type: 'file-changed'; failure: Failure }
  /** `merged`: what is sent in place of the file, made of it and of the version that `ifMatch` names. */
  | { type: 'reapply'; ifMatch: string | undefined; merged?: File }
  | { type: 'remote-known'; remote: Remote }

/** What happens to one attempt; heard only while this attempt is under way. */
export type AttemptEvent = { attempt: number } &
  /** `batch`: of the request that it shares with others. */
  (
    | { type: 'started'; at: string; batch?: number | undefined }
    | { type: 'not-there' }
    | { type: 'hashed'; sha256: string }
    | { type: 'located'; location: string | undefined }
    | { type: 'progressed'; progress: UploadProgress; at: number }
    | ({ type: 'stored' } & Omit<StoredState, 'kind'>)
    | { type: 'failed'; failure: Failure }
    /** What the server has is not the file. */
    | { type: 'mismatched'; id: string; versionId: string | undefined }
    | { type: 'not-told' }
    | { type: 'conflicted' }
  )

/** Whether an attempt is over with it. */
export function isEnd({ type }: QueueEvent): boolean {
  return ['stored', 'failed', 'mismatched', 'not-told', 'conflicted'].includes(type)
}
