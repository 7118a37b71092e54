import { CONTENT_EXTENSION, contentSize, SUBSETTED } from '#fhir/binary.ts'
import type { Binary, Coding } from '#fhir/types.ts'

/**
 * The Binary without its content, whose size stays known: what lists and caches hold. Servers that trim say so with a
 * tag, which is a fact about the answer and no field of the Binary, so it goes too.
 * @param sizes bytes of the large `data` that the scan took out, by their number
 */
export function stripContent(binary: Binary, sizes: readonly (number | undefined)[] = []): Binary {
  const { data, meta, ...rest } = binary
  const taken = /^@data:(\d+)$/.exec(data ?? '')?.[1]
  const size = taken === undefined ? contentSize(binary) : sizes[Number(taken)]
  const kept: Binary = { ...rest, ...(meta ? { meta: withoutSubsetted(meta) } : {}) }
  if (size === undefined || contentSize(kept) !== undefined) return kept
  const extension = [
    ...(kept._data?.extension ?? []),
    { url: CONTENT_EXTENSION, valueAttachment: { size } },
  ]
  return { ...kept, _data: { ...kept._data, extension } }
}

function withoutSubsetted(meta: NonNullable<Binary['meta']>): NonNullable<Binary['meta']> {
  const { tag, ...rest } = meta
  const kept = tag?.filter((coding) => !isSubsetted(coding))
  return kept && kept.length > 0 ? { ...rest, tag: kept } : rest
}

/** R3 and R4 name the code's system differently. */
function isSubsetted(coding: Coding): boolean {
  return coding.code === SUBSETTED.code && /ObservationValue/.test(coding.system ?? '')
}
