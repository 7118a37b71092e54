/**
 * Changes to single fields that leave everything else of a Binary as it is: parts of `securityContext`, tags and
 * extensions that no form of ours shows belong to whoever set them.
 */
import type { Binary, PatchOperation, Reference } from '../types.ts'
import { AUTHOR_EXTENSION, REASON_EXTENSION } from './binary.ts'

/**
 * A copy whose security context points at `reference`.
 *
 * While the reference stays the same, nothing of the security context changes. When it changes, `display` and
 * `identifier` go, since they described the one before, and so does a `type` that the new reference contradicts; all
 * else (`id`, extensions) stays. Without a reference there is no security context left.
 * @param reference such as `Patient/123`; empty takes the security context away
 */
export function withSecurityReference(binary: Binary, reference: string): Binary {
  const { securityContext, ...rest } = binary
  if (reference === (securityContext?.reference ?? '')) return binary
  if (reference === '') return rest
  const { display: _, identifier: __, type, ...others } = securityContext ?? {}
  const context: Reference = { ...others, reference }
  if (type !== undefined && type === typeOfReference(reference)) context.type = type
  return { ...rest, securityContext: context }
}

/** A copy in another language. @param language a BCP 47 code; empty takes it away */
export function withLanguage(binary: Binary, language: string): Binary {
  if (language === (binary.language ?? '')) return binary
  const { language: _, ...rest } = binary
  return language === '' ? rest : { ...rest, language }
}

/**
 * Puts a test of all tags before a patch that changes any: their places are all that it names, so on top of another
 * version, where tags may have moved, it would change another tag. A patch can't test that there are none, so one that
 * adds the first is left as it is.
 */
export function guardTags(before: Binary, operations: readonly PatchOperation[]): PatchOperation[] {
  const tags = before.meta?.tag
  if (tags === undefined || !operations.some(concernsTags)) return [...operations]
  return [{ op: 'test', path: TAGS, value: tags }, ...operations]
}

const TAGS = '/meta/tag'

function concernsTags(operation: PatchOperation): boolean {
  const paths = 'from' in operation ? [operation.path, operation.from] : [operation.path]
  return paths.some((path) => path === TAGS || path.startsWith(`${TAGS}/`))
}

/** The type that a relative or absolute reference names (https://hl7.org/fhir/R4/references.html#literal). */
function typeOfReference(reference: string): string | undefined {
  return /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/.exec(
    reference,
  )?.[1]
}

/**
 * The fields that a new version takes over: without what the server gives (id, version, time, author, reason), and
 * without what describes the old content.
 */
export function keptFields(binary: Binary): Binary {
  const { id: _, data: __, _data: ___, meta, ...fields } = binary
  const { versionId: _v, lastUpdated: _l, extension = [], ...kept } = meta ?? {}
  const others = extension.filter(({ url }) => url !== AUTHOR_EXTENSION && url !== REASON_EXTENSION)
  const all = { ...kept, ...(others.length === 0 ? {} : { extension: others }) }
  return { ...fields, ...(Object.keys(all).length === 0 ? {} : { meta: all }) }
}
