import { decodeBase64, encodeBase64 } from '#fhir/base64.ts'
import { MAX_JSON_BYTES } from '#fhir/json/binary-scanner.ts'
import { applyJsonPatch, touchesServerField } from '#fhir/patch/json-patch.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import type { BinaryFields, ContentRef, ContentStore, StagedContent } from '#server/store/store.ts'
import { readBinaryFields } from './binary-fields.ts'
import { BodyError } from './body-error.ts'
import { Problem, unprocessable } from './problem.ts'
import { resourceOf } from './resource.ts'
import type { LiveVersion } from './resource.ts'

export interface Patched {
  fields: BinaryFields
  /** The same content as before. */
  content?: ContentRef
  /** Other content; the caller's to keep or drop. */
  staged?: StagedContent
}

/**
 * What a version becomes by a patch of the resource as a reader sees it. Content enters memory only for an operation
 * that looks at it.
 * @throws Problem 400 for bad base64, 413, 422; PatchFailed
 */
export async function patchVersion(
  version: LiveVersion,
  operations: readonly PatchOperation[],
  contents: ContentStore,
  { patchMaxBytes, maxBytes }: { patchMaxBytes: number; maxBytes: number },
): Promise<Patched> {
  if (operations.length > MAX_OPERATIONS) {
    throw new Problem(
      413,
      `A patch may have ${MAX_OPERATIONS} operations. Replace the Binary with a PUT.`,
    )
  }
  for (const operation of operations) {
    if (touchesServerField(operation)) {
      const path = operation.op === 'move' ? operation.from : operation.path
      throw unprocessable(
        ['Binary', ...path.split('/').slice(1)].join('.'),
        'resourceType, id, meta.versionId and meta.lastUpdated are for the server to set.',
      )
    }
  }
  const { content } = version.body
  // Its own extensions are not there to be patched: they follow from the content.
  const { _data: _, ...resource } = resourceOf(version)
  const before: Binary = { ...resource }
  const opened = content !== undefined && content.size > 0 && operations.some(looksAtContent)
  if (opened) before.data = await readContent(content, contents, patchMaxBytes)
  const { data, ...after } = applyJsonPatch(before, operations) as Binary & Record<string, unknown>
  const fields = readBinaryFields(after)
  if (Buffer.byteLength(JSON.stringify(fields)) > MAX_JSON_BYTES) {
    throw new Problem(413, `Beside its data a Binary may have ${MAX_JSON_BYTES} bytes of JSON.`)
  }
  const untouched = data === before.data
  if (untouched) return { fields, ...(content && { content }) }
  if (data === undefined) return { fields }
  return { fields, staged: await stageData(data, contents, maxBytes) }
}

/** Each one takes its time, in which nobody else is served. */
const MAX_OPERATIONS = 1000

function looksAtContent(operation: PatchOperation): boolean {
  const paths = 'from' in operation ? [operation.path, operation.from] : [operation.path]
  return paths.some((path) => path === '' || path === '/data' || path.startsWith('/data/'))
}

async function readContent(
  content: ContentRef,
  contents: ContentStore,
  patchMaxBytes: number,
): Promise<string> {
  if (content.size > patchMaxBytes) {
    throw unprocessable(
      'Binary.data',
      `The content has ${content.size} bytes, and a patch may look at ${patchMaxBytes}. Replace it with a PUT.`,
    )
  }
  const chunks: Uint8Array[] = []
  // Copied, since the store may use a chunk's memory again.
  for await (const chunk of contents.read(content.sha256)) chunks.push(Uint8Array.from(chunk))
  return encodeBase64(Buffer.concat(chunks))
}

async function stageData(
  data: unknown,
  contents: ContentStore,
  maxBytes: number,
): Promise<StagedContent> {
  if (typeof data !== 'string') {
    throw new Problem(400, 'data must be a string of base64.', { expression: 'Binary.data' })
  }
  const bytes = decodeBase64(data)
  if (bytes.length > maxBytes) {
    throw new BodyError('too-large', `The content is larger than the ${maxBytes} bytes allowed.`)
  }
  const staged = await contents.stage()
  try {
    await staged.write(bytes)
    return staged
  } catch (error) {
    await staged.drop()
    throw error
  }
}
