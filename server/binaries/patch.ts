import { decodeBase64, encodeBase64 } from '#fhir/base64.ts'
import { applyJsonPatch } from '#fhir/patch/json-patch.ts'
import { touchesServerField } from '#fhir/patch/server-fields.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import type { BinaryFields, BinaryStore, Version } from '#server/store/binaries.ts'
import type { ContentRef, ContentStore, StagedContent } from '#server/store/contents.ts'
import { checkWeight, weightOf } from './field-weight.ts'
import { readBinaryFields } from './fields.ts'
import { deleted, invalidField, notFound, Refusal } from './outcomes.ts'
import type { Caller } from './outcomes.ts'
import { isLive, resourceOf } from './resource.ts'
import type { LiveVersion } from './resource.ts'
import { checkConditions } from './write.ts'

export interface Patching {
  binaries: BinaryStore
  contents: ContentStore
  /** Bytes of content that an operation on `/data` may work on. */
  patchMaxBytes: number
  /** Bytes of content of one Binary. */
  maxBytes: number
  /** Bytes of a Binary without its data. */
  fieldsMaxBytes: number
  /** Where the memory that content takes is counted; throws where there is none. */
  hold: { add: (bytes: number) => void; shrink: (bytes: number) => void }
  /** Awaited before each attempt, and each piece of much content. */
  turn: () => Promise<void>
}

export interface Patch {
  organizationId: string
  id: string
  ifMatch: string[] | '*' | undefined
  operations: readonly PatchOperation[]
}

/**
 * Applies the patch to the current version. When somebody else writes between reading and committing, it starts again
 * on theirs, unless `If-Match` forbids it: so concurrent patches of different fields are all applied.
 * @throws Refusal; PatchFailed; InvalidBase64
 */
export async function patchBinary(
  stores: Patching,
  caller: Caller,
  { organizationId, id, ifMatch, operations }: Patch,
): Promise<Version> {
  for (;;) {
    await stores.turn()
    // Of this attempt alone: the version may be another one by now.
    delete caller.audit.securityContext
    caller.audit.bytes = 0
    const current = await stores.binaries.current(organizationId, id)
    checkConditions(current, { ifMatch })
    if (!current) throw notFound()
    if (!isLive(current)) throw deleted(current)
    const weight = weightOf(current.body.fields) * COPIES_OF_FIELDS
    stores.hold.add(weight)
    let patched: Patched | undefined
    try {
      patched = await patchVersion(current, operations, stores)
      const content = patched.content ?? (await patched.staged?.keep())
      const reference = patched.fields.securityContext?.reference
      if (reference !== undefined) caller.audit.securityContext = reference
      if (patched.staged) caller.audit.bytes = content?.size ?? 0
      const committed = await stores.binaries.commit({
        kind: 'update',
        organizationId,
        id,
        body: { fields: patched.fields, ...(content && { content }) },
        ...caller.sign(),
        ifMatch: [current.versionId],
      })
      if (committed.outcome === 'updated') {
        caller.audit.written = true
        return committed.version
      }
    } finally {
      await patched?.staged?.drop()
      stores.hold.shrink(weight)
    }
  }
}

interface Patched {
  fields: BinaryFields
  /** The same content as before. */
  content?: ContentRef
  /** Other content; the caller's to keep or drop. */
  staged?: StagedContent
}

/**
 * The result of applying a patch to the resource as a reader sees it. Content enters memory only for an operation
 * that looks at it.
 * @throws Refusal; PatchFailed; InvalidBase64
 */
async function patchVersion(
  version: LiveVersion,
  operations: readonly PatchOperation[],
  patching: Patching,
): Promise<Patched> {
  const { fieldsMaxBytes, hold } = patching
  if (operations.length > MAX_OPERATIONS) {
    throw new Refusal(
      'too-large',
      `A patch may have ${MAX_OPERATIONS} operations. Replace the Binary with a PUT.`,
    )
  }
  for (const operation of operations) {
    if (touchesServerField(operation)) {
      const path = operation.op === 'move' ? operation.from : operation.path
      throw invalidField(
        ['Binary', ...path.split('/').slice(1)].join('.'),
        'resourceType, id, meta.versionId and meta.lastUpdated are for the server to set.',
      )
    }
  }
  const { content, fields: stored } = version.body
  // The server's own extensions can't be patched: they follow from the content.
  const { _data: _, ...resource } = resourceOf(version)
  const before: Binary = { ...resource }
  const filled = content !== undefined && content.size > 0 ? content : undefined
  const need = needOfContent(operations)
  const opened = need === 'read' ? filled : undefined
  const held = opened ? opened.size * COPIES_OF_CONTENT : 0
  try {
    if (opened) before.data = await readContent(opened, patching, held)
    // It has to be there, and nobody reads what it is.
    else if (filled) before.data = ''
    const { data, ...after } = applyJsonPatch(before, operations) as Binary &
      Record<string, unknown>
    const fields = readBinaryFields(after, stored)
    checkWeight(fields, fieldsMaxBytes, stored)
    const untouched = need === 'none' || (need === 'read' && data === before.data)
    if (untouched) return { fields, ...(content && { content }) }
    if (data === undefined) return { fields }
    return { fields, staged: await stageData(data, patching, version.organizationId) }
  } finally {
    hold.shrink(held)
  }
}

/** As stored, as values before and after, and as text again. */
const COPIES_OF_FIELDS = 4
/** As bytes, as base64, and as the text that a patch compares it with. */
const COPIES_OF_CONTENT = 3

/** While they are applied, nobody else is served. */
const MAX_OPERATIONS = 1000

/** Whether a patch needs to know the content that there is, or puts something in its place first. */
function needOfContent(operations: readonly PatchOperation[]): 'none' | 'read' | 'replaced' {
  for (const operation of operations) {
    const { op, path } = operation
    if (path === '/data' && (op === 'add' || op === 'replace' || op === 'remove')) return 'replaced'
    const paths = 'from' in operation ? [path, operation.from] : [path]
    if (paths.some((one) => one === '' || one === '/data' || one.startsWith('/data/')))
      return 'read'
  }
  return 'none'
}

/** @param held bytes, counted before it is read */
async function readContent(
  content: ContentRef,
  { contents, patchMaxBytes, hold }: Patching,
  held: number,
): Promise<string> {
  if (content.size > patchMaxBytes) {
    throw invalidField(
      'Binary.data',
      `The content has ${content.size} bytes, and a patch may look at ${patchMaxBytes}. Replace it with a PUT.`,
    )
  }
  hold.add(held)
  const chunks: Uint8Array[] = []
  const opened = await contents.open(content)
  // Copied, since the store may use a chunk's memory again.
  for await (const chunk of opened.bytes()) chunks.push(Uint8Array.from(chunk))
  return encodeBase64(Buffer.concat(chunks))
}

async function stageData(
  data: unknown,
  { contents, maxBytes, turn }: Patching,
  organizationId: string,
): Promise<StagedContent> {
  if (typeof data !== 'string') {
    throw new Refusal('invalid-request', 'data must be a string of base64.', {
      expression: 'Binary.data',
    })
  }
  await turn()
  const bytes = decodeBase64(data)
  if (bytes.length > maxBytes) {
    throw new Refusal('too-large', `The content is larger than the ${maxBytes} bytes allowed.`)
  }
  const staged = await contents.stage(organizationId)
  try {
    // To hash megabytes at once would hold up everybody else.
    for (let at = 0; at < bytes.length; at += PIECE) {
      if (at > 0) await turn()
      await staged.write(bytes.subarray(at, at + PIECE))
    }
    return staged
  } catch (error) {
    await staged.drop()
    throw error
  }
}

/** Bytes. */
const PIECE = 512 * 1024
