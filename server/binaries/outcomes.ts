import { formatETag } from '#fhir/etag.ts'
import type { Change, Version } from '#server/store/binaries.ts'

/** On whose behalf something is done, and what the audit log will say about it. */
export interface Caller {
  /** Completed while the request is processed. */
  readonly audit: {
    id?: string
    versionId?: string
    securityContext?: string
    /** Bytes of content received or sent. */
    bytes: number
    /** Whether a commit has written the record, so that nobody else does. */
    written: boolean
  }
  /** What every change carries: its author, their reason, the instant, and the audit record as known by now. */
  sign(): Pick<Change, 'author' | 'reason' | 'at' | 'audit'>
}

/** Why something can't be done. Each has one HTTP status, which `server/http/errors.ts` knows. */
export type RefusalKind =
  /** No such Binary or version in this organization. */
  | 'not-found'
  /** The Binary, or this version of it, is a deletion. */
  | 'deleted'
  /** A precondition does not hold. */
  | 'stale'
  /** What the change names is not as it has to be. */
  | 'conflict'
  /** A parameter or condition can't be understood. */
  | 'invalid-request'
  /** The body is not a Binary, or not this one. */
  | 'invalid-resource'
  /** A field has a value that can't be stored. */
  | 'invalid-field'
  | 'too-large'

/**
 * Thrown by the application when it refuses; nothing was changed. The message is for the caller: it names nothing of
 * another organization and repeats no content.
 */
export class Refusal extends Error {
  readonly kind: RefusalKind
  /** FHIRPath of the field at fault, such as `Binary.language`. */
  readonly expression: string | undefined
  /** The version that prevents it, if there is one. */
  readonly version: Version | undefined

  constructor(
    kind: RefusalKind,
    message: string,
    details: { expression?: string; version?: Version | undefined } = {},
  ) {
    super(message)
    this.kind = kind
    this.expression = details.expression
    this.version = details.version
  }
}

/** A field whose value can't be stored. */
export function invalidField(expression: string, message: string): Refusal {
  return new Refusal('invalid-field', message, { expression })
}

/** It never existed, or it is another organization's: the answer is the same. */
export function notFound(): Refusal {
  return new Refusal('not-found', 'There is no Binary with this id.')
}

export function deleted(version: Version): Refusal {
  return new Refusal(
    'deleted',
    `Binary/${version.id} was deleted at ${version.lastUpdated}. Its history can still be read, and a PUT restores it.`,
    { version },
  )
}

/** @param current what is there instead; a deletion, too */
export function stale(current: Version | undefined): Refusal {
  const now = current
    ? `The current version is ${formatETag(current.versionId)}.`
    : 'There is no such Binary.'
  return new Refusal('stale', `The precondition does not hold. ${now} Nothing was changed.`, {
    version: current,
  })
}

export function ambiguous(): Refusal {
  return new Refusal('stale', 'If-None-Exist matches more than one Binary. Nothing was changed.')
}
