import { decodeBase64Pieces } from '#fhir/base64.ts'
import type { LongTexts } from '#fhir/json/long-texts.ts'
import type { ContentStore, StagedContent } from '#server/store/contents.ts'
import { Refusal } from './outcomes.ts'

export interface Staging {
  contents: Pick<ContentStore, 'stage'>
  organizationId: string
  /** Where data is, if something else stands in its place. */
  texts: LongTexts
  /** Bytes of content of one Binary. */
  maxBytes: number
  /** Awaited between two pieces. */
  turn: () => Promise<void>
}

/**
 * Stages the content that a `data` is the base64 of, piece by piece: to decode and to hash megabytes at once would hold up
 * everybody else.
 * @returns the content, which is the caller's to keep or drop, and its bytes
 * @throws Refusal for more than may be; InvalidBase64
 */
export async function stageData(
  data: string,
  { contents, organizationId, texts, maxBytes, turn }: Staging,
): Promise<{ staged: StagedContent; size: number }> {
  const staged = await contents.stage(organizationId)
  let size = 0
  try {
    for (const bytes of decodeBase64Pieces(texts.of(data)?.pieces() ?? [data])) {
      if (size > 0) await turn()
      size += bytes.length
      if (size > maxBytes) {
        throw new Refusal('too-large', `The content is larger than the ${maxBytes} bytes allowed.`)
      }
      if (bytes.length > 0) await staged.write(bytes)
    }
    return { staged, size }
  } catch (error) {
    await staged.drop()
    throw error
  }
}
