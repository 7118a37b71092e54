import { fieldChanges, type FieldChange } from '#fhir/binary/field-changes.ts'
import { applyJsonPatch, PatchFailed } from '#fhir/patch/json-patch.ts'
import { NotAJsonPatch, parseJsonPatch } from '#fhir/patch/parse-json-patch.ts'
import { touchesServerField } from '#fhir/patch/server-fields.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'

/** What a patch written by hand would do, found out without sending it. */
export type DryRun =
  | {
      ok: true
      operations: PatchOperation[]
      changes: FieldChange[]
      /** Some operations concern the content, which only the server can try. */
      touchesContent: boolean
    }
  | { ok: false; problem: string }

/** @param text the patch as typed: a JSON array of operations (RFC 6902) */
export function dryRun(binary: Binary, text: string): DryRun {
  try {
    const operations = parseJsonPatch(parseExactly(text))
    if (operations.length === 0) return { ok: false, problem: 'The patch has no operations yet.' }
    const forbidden = operations.findIndex(touchesServerField)
    if (forbidden >= 0) {
      const problem = `Operation ${forbidden + 1} changes a field that only the server writes (id, resourceType, version or time).`
      return { ok: false, problem }
    }
    const onFields = operations.filter((operation) => !concernsContent(operation))
    return {
      ok: true,
      operations,
      changes: fieldChanges(binary, applyJsonPatch(binary, onFields)),
      touchesContent: onFields.length < operations.length,
    }
  } catch (error) {
    return { ok: false, problem: problemOf(error) }
  }
}

function concernsContent(operation: PatchOperation): boolean {
  const paths = 'from' in operation ? [operation.path, operation.from] : [operation.path]
  return paths.some((path) => path === '/data' || path.startsWith('/_data'))
}

function problemOf(error: unknown): string {
  if (error instanceof SyntaxError) return `This is not JSON yet: ${error.message}`
  if (error instanceof NotAJsonPatch || error instanceof PatchFailed) return error.message
  throw error
}
