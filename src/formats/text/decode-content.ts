import type { Kind } from '../kinds.ts'
import { declaredCharset } from './declared-charset.ts'
import { decodeText, type Encoding } from './encodings.ts'
import { findEncoding, type FoundEncoding } from './find-encoding.ts'

/** A text, the encoding it was read in, and how that is known. */
export interface DecodedContent extends FoundEncoding {
  text: string
  /** To be told: the encoding that the content declares does not exist, or does not fit its bytes. */
  problem?: string
}

/**
 * Decodes a whole text in the encoding that `findEncoding` finds, or in the one that was chosen by hand.
 * @param about.charset the parameter of the content type
 */
export async function decodeContent(
  bytes: Uint8Array,
  about: { kind: Kind; charset?: string | undefined; chosen?: Encoding | undefined },
): Promise<DecodedContent> {
  const { kind, charset, chosen } = about
  const found = await findEncoding(bytes, { kind, charset })
  const text = decodeText(bytes, chosen ?? found.encoding)
  const problem = declarationProblem(bytes, kind, found) ?? labelProblem(found)
  return { ...found, text, ...(problem !== undefined && chosen === undefined && { problem }) }
}

function labelProblem({ unreadLabel, encoding }: FoundEncoding): string | undefined {
  if (unreadLabel === undefined) return undefined
  return `The label says the encoding “${unreadLabel}”, which is not known here; it was read as ${encoding}, which is a guess.`
}

function declarationProblem(
  bytes: Uint8Array,
  kind: Kind,
  { encoding, from, isDamaged }: FoundEncoding,
): string | undefined {
  const damage =
    isDamaged === true ? 'Some of its bytes are not valid UTF-8: they are shown as �.' : undefined
  const declared = declaredCharset(bytes, kind)
  if (declared === undefined || from === 'mark' || from === 'declared') return damage
  if (declared.encoding === encoding) return damage
  if (declared.encoding === undefined) {
    return `The file declares the encoding “${declared.name}”, which is not known here; it was read as ${encoding}.`
  }
  if (encoding !== 'utf-8') {
    return `The file declares ${declared.name}, but its bytes are not valid in it; it was read as ${encoding}.`
  }
  // Told from outside, as of a text that was encoded anew, it is not a surprise.
  if (from === 'label') return damage
  return `The file declares ${declared.name}, but its bytes are UTF-8, as which it was read.`
}
