import type { Client } from '../transport/client.ts'
import type { JsonAnswer, OnProgress } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'

/** A create by its own id, ready to go. */
export interface BatchMember {
  client: Client
  org: string
  id: string
  /** As it would go alone. */
  request: ApiRequest
  /** The resource without `data`, as JSON. */
  fields: string
  /** Of the content. */
  size: number
  /** The content, given away: each call may read it again. @throws ApiError `unreadable-file` */
  content: () => Promise<Uint8Array<ArrayBuffer>>
  /** Hears of the bytes of the whole request. */
  onProgress: OnProgress
  signal: AbortSignal
}

/** One of those that are due in a batch. */
export interface BatchPlace {
  /** @throws SentAlone; ApiError as if it had gone alone; the signal's reason */
  send: (member: BatchMember) => Promise<JsonAnswer>
  /** What is to be sent alone, one after the other, until the server fails one: the rest fail like it, unsent. */
  alone: <Result>(work: () => Promise<Result>) => Promise<Result>
  /**
   * When a request of the batch was given up before its answer, on the clock of `performance.now`: what it asked for may
   * still be done.
   */
  givenUpAt: () => number | undefined
  /** It does not come any more. To be called in any case. */
  leave: () => void
}
