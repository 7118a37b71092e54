import { encodeBase64 } from '#fhir/base64.ts'
import { LongText } from '#fhir/json/long-text.ts'
import type { LongTexts } from '#fhir/json/long-texts.ts'
import { applyJsonPatch } from '#fhir/patch/json-patch.ts'
import { touchesServerField } from '#fhir/patch/server-fields.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { InOrder } from '#lib/turns/in-order.ts'
import type { BinaryFields, BinaryStore, Version } from '#server/store/binaries.ts'
import type { ContentRef, ContentStore, StagedContent } from '#server/store/contents.ts'
import { StoreBusy } from '#server/store/errors.ts'
import { checkWeight, restoreTexts, weightInPieces } from './field-weight.ts'
import { readBinaryFields } from './fields.ts'
import { deleted, invalidField, notFound, Refusal } from './outcomes.ts'
import type { Caller } from './outcomes.ts'
import { isLive, resourceOf } from './resource.ts'
import type { LiveVersion } from './resource.ts'
import { stageData } from './stage-data.ts'
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
  /** Whose token it came with. */
  by: string
  organizationId: string
  id: string
  ifMatch: string[] | '*' | undefined
  operations: readonly PatchOperation[]
  /** The long texts among their values. */
  texts: LongTexts
}

/**
 * Applies the patch to the current version. When somebody else writes between reading and committing, it starts again
 * on theirs, unless `If-Match` forbids it: so concurrent patches of different fields are all applied. Those of one caller
 * to one Binary wait for each other, since each that lost against another would be done again: what somebody sends at
 * once costs no more than its number, and others do not wait for all of it.
 * @throws Refusal; PatchFailed; InvalidBase64; StoreBusy when others were faster each time
 */
export function patchBinary(stores: Patching, caller: Caller, patch: Patch): Promise<Version> {
  const { organizationId, id, by } = patch
  return patches.run(`${organizationId}/${id} ${by}`, () => patchUntilDone(stores, caller, patch))
}

const patches = new InOrder()

async function patchUntilDone(stores: Patching, caller: Caller, patch: Patch): Promise<Version> {
  const { organizationId, id, ifMatch } = patch
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    await stores.turn()
    // Of this attempt alone: the version may be another one by now.
    delete caller.audit.securityContext
    caller.audit.bytes = 0
    const current = await stores.binaries.current(organizationId, id)
    checkConditions(current, { ifMatch })
    if (!current) throw notFound()
    if (!isLive(current)) throw deleted(current)
    const stored = await weightInPieces(current.body.fields, stores.turn)
    const weight = stored * COPIES_OF_FIELDS
    stores.hold.add(weight)
    if (weight > SHORT_FIELDS) await stores.turn()
    let patched: Patched | undefined
    try {
      patched = await patchVersion(current, stored, patch, stores)
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
  throw new StoreBusy('Others change this Binary all the time. Nothing was changed. Try again.')
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
 * @param weight of its fields as they are stored, bytes
 * @throws Refusal; PatchFailed; InvalidBase64
 */
async function patchVersion(
  version: LiveVersion,
  weight: number,
  { operations, texts }: Pick<Patch, 'operations' | 'texts'>,
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
  const held = opened ? Math.ceil(opened.size * BASE64) : 0
  let read: string | undefined
  try {
    if (opened) before.data = read = texts.put(await readContent(opened, patching, held))
    // It has to be there, and nobody reads what it is.
    else if (filled) before.data = ''
    const sameText = (one: string, other: string) => texts.same(one, other)
    const { data, ...after } = applyJsonPatch(before, operations, { sameText }) as Binary &
      Record<string, unknown>
    restoreTexts(after, texts, Math.max(fieldsMaxBytes, weight))
    const fields = readBinaryFields(after, stored)
    checkWeight(await weightInPieces(fields, patching.turn), fieldsMaxBytes, weight)
    const untouched = need === 'none' || (need === 'read' && data === before.data)
    if (untouched) return { fields, ...(content && { content }) }
    if (data === undefined) return { fields }
    if (typeof data !== 'string') throw notText()
    const { organizationId } = version
    return { fields, ...(await stageData(data, { ...patching, organizationId, texts })) }
  } finally {
    // Of the next attempt it is another one, and there may be many.
    if (read !== undefined) texts.drop(read)
    hold.shrink(held)
  }
}

function notText(): Refusal {
  const said = 'data must be a string of base64.'
  return new Refusal('invalid-request', said, { expression: 'Binary.data' })
}

/** Each fails because somebody else has written meanwhile. */
const MOST_ATTEMPTS = 200
/** As stored, as values before and after, and as text again. */
const COPIES_OF_FIELDS = 4
/** Bytes of fields, counted as they are held, whose reading is no piece of its own. */
const SHORT_FIELDS = 64 * 1024
/** Characters of base64 for each byte. */
const BASE64 = 4 / 3

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

/**
 * The content as base64, which is never whole.
 * @param held bytes, counted before it is read
 */
async function readContent(
  content: ContentRef,
  { contents, patchMaxBytes, hold, turn }: Patching,
  held: number,
): Promise<LongText> {
  if (content.size > patchMaxBytes) {
    throw invalidField(
      'Binary.data',
      `The content has ${content.size} bytes, and a patch may look at ${patchMaxBytes}. Replace it with a PUT.`,
    )
  }
  hold.add(held)
  const pieces: string[] = []
  let rest: Uint8Array = new Uint8Array(0)
  const opened = await contents.open(content)
  for await (const chunk of opened.bytes()) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = bytes.length - (bytes.length % 3)
    pieces.push(encodeBase64(bytes.subarray(0, whole)))
    // Copied, since the store may use a chunk's memory again.
    rest = Uint8Array.prototype.slice.call(bytes, whole)
    await turn()
  }
  pieces.push(encodeBase64(rest))
  return new LongText(pieces.filter((piece) => piece !== ''))
}
