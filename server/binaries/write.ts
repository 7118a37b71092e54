import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type {
  BinaryFields,
  BinaryStore,
  Change,
  Committed,
  NewBody,
  Version,
} from '#server/store/binaries.ts'
import type { StagedContent } from '#server/store/contents.ts'
import { ambiguous, Refusal, stale } from './outcomes.ts'
import type { Caller } from './outcomes.ts'

/** A Binary as it was received; its content is staged, and dropped by whoever received it. */
export interface ReceivedBinary {
  fields: BinaryFields
  /** The body's own `id`, whatever it is; a raw body has none. */
  id: unknown
  content?: StagedContent
  /** Whether the bytes themselves were sent. */
  raw: boolean
  /** Bytes of content. */
  size: number
  /** Whether the bytes came before, as an upload in parts. */
  apart?: boolean
  /** What that upload became before: whoever got no answer asks again. */
  became?: { id: string; versionId: string }
}

export interface Target {
  organizationId: string
  id: string
}

/** What an update or a deletion requires of the current version. */
export interface Conditions {
  ifMatch: string[] | '*' | undefined
  ifNoneMatch?: '*' | undefined
}

/**
 * The one Binary that `If-None-Exist` names, if there is one. The commit looks again: this only spares the body when
 * the answer is clear already.
 * @throws Refusal when there are several
 */
export async function findExisting(
  binaries: BinaryStore,
  organizationId: string,
  ifNoneExist: BinaryCriteria,
): Promise<Version | undefined> {
  const page = await binaries.search(organizationId, ifNoneExist, { count: 2 })
  const [first, second] = page.versions
  if (second) throw ambiguous()
  return first && binaries.version(organizationId, first.id, first.versionId)
}

/** @returns the version, new unless `If-None-Exist` found it. @throws Refusal */
export async function createBinary(
  binaries: BinaryStore,
  caller: Caller,
  { organizationId, id }: Target,
  received: ReceivedBinary,
  ifNoneExist: BinaryCriteria | undefined,
): Promise<{ version: Version; created: boolean }> {
  const before = await versionBefore(binaries, caller, organizationId, received)
  if (before) return { version: before, created: false }
  const { version, outcome } = await commit(binaries, caller, {
    kind: 'create',
    organizationId,
    id,
    body: await bodyOf(caller, received),
    ...caller.sign(),
    ...(ifNoneExist && { ifNoneExist }),
  })
  if (!version) throw new Error('A create left no version.')
  return { version, created: outcome === 'created' }
}

/** The version that the upload of a repeated request became. */
async function versionBefore(
  binaries: BinaryStore,
  caller: Caller,
  organizationId: string,
  { became }: ReceivedBinary,
): Promise<Version | undefined> {
  if (!became) return undefined
  const version = await binaries.version(organizationId, became.id, became.versionId)
  if (!version) throw new Error('An upload became a version that is not there.')
  caller.audit.id = became.id
  caller.audit.versionId = became.versionId
  return version
}

/**
 * Replaces the whole: without content the new version has none, and tags that are not sent again are lost.
 * @throws Refusal
 */
export async function replaceBinary(
  binaries: BinaryStore,
  caller: Caller,
  { organizationId, id }: Target,
  received: ReceivedBinary,
  { ifMatch, ifNoneMatch }: Conditions,
): Promise<Version> {
  if (!received.raw && received.id !== id) throw otherId(received.id)
  const before = await versionBefore(binaries, caller, organizationId, received)
  if (before) return sameBinary(before, id)
  const { version } = await commit(binaries, caller, {
    kind: 'update',
    organizationId,
    id,
    body: await bodyOf(caller, received),
    ...caller.sign(),
    ...(ifMatch && { ifMatch }),
    ...(ifNoneMatch && { ifNoneMatch }),
  })
  if (!version) throw new Error('An update left no version.')
  return sameBinary(version, id)
}

/** @returns the deletion; the one before when it was deleted already; nothing when it never existed. @throws Refusal */
export async function deleteBinary(
  binaries: BinaryStore,
  caller: Caller,
  { organizationId, id }: Target,
  { ifMatch }: Conditions,
): Promise<Version | undefined> {
  const current = await binaries.current(organizationId, id)
  const reference = current?.body?.fields.securityContext?.reference
  if (reference !== undefined) caller.audit.securityContext = reference
  checkConditions(current, { ifMatch })
  const { version } = await commit(binaries, caller, {
    kind: 'delete',
    organizationId,
    id,
    ...caller.sign(),
    ...(ifMatch && { ifMatch }),
  })
  return version
}

/**
 * Refuses a change whose precondition fails already, before the body is received: a stale `If-Match` need not wait for
 * a gigabyte. The commit checks again and decides.
 * @throws Refusal
 */
export function checkConditions(
  current: Version | undefined,
  { ifMatch, ifNoneMatch }: Conditions,
): void {
  if (ifMatch === '*' && !current?.body) throw stale(current)
  if (Array.isArray(ifMatch) && !(current && ifMatch.includes(current.versionId))) {
    throw stale(current)
  }
  if (ifNoneMatch && current?.body) throw stale(current)
}

async function bodyOf(caller: Caller, { fields, content, size }: ReceivedBinary): Promise<NewBody> {
  caller.audit.bytes = size
  const reference = fields.securityContext?.reference
  if (reference !== undefined) caller.audit.securityContext = reference
  const ref = await content?.keep()
  return { fields, ...(ref && { content: ref }) }
}

async function commit(
  binaries: BinaryStore,
  caller: Caller,
  change: Change,
): Promise<{ outcome: Committed['outcome']; version?: Version | undefined }> {
  const committed = await binaries.commit(change)
  if (committed.outcome === 'ambiguous') throw ambiguous()
  if (committed.outcome === 'stale') throw stale(committed.version)
  caller.audit.written = true
  return committed
}

/** @throws Refusal when the upload that an update names became another Binary before */
function sameBinary(version: Version, id: string): Version {
  if (version.id === id) return version
  throw new Refusal(
    'conflict',
    `This upload is version ${version.versionId} of Binary/${version.id} already. Nothing was changed.`,
  )
}

function otherId(id: unknown): Refusal {
  const problem = id === undefined ? 'The body has no id' : 'The body has another id'
  return new Refusal('invalid-request', `${problem}: it must have the one in the address.`, {
    expression: 'Binary.id',
  })
}
