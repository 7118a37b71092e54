import { parseMediaType } from '#fhir/media-type.ts'
import { decodeContent, type DecodedContent } from '#formats/text/decode-content.ts'
import { ENCODINGS } from '#formats/text/encodings.ts'
import { NOTHING_FOUND, type Comparison } from '../changes.ts'
import type { Compared } from '../differ.ts'

/** Both texts, and what their encodings have to be said of. */
export interface BothTexts {
  left: string
  right: string
  /** Of the left and of the right one. */
  encodings: readonly [string, string]
  remarks: string[]
  notCompared: string[]
  /** A sentence for when the texts turn out to be the same: the bytes are not. */
  whySame: string
}

/** Reads and decodes both, each in its own encoding. */
export async function readBoth(left: Compared, right: Compared): Promise<BothTexts> {
  const [one, other] = [await decoded(left), await decoded(right)]
  const isRecoded = one.encoding !== other.encoding
  const isDamaged = hasUnread(one) || hasUnread(other)
  return {
    left: one.text,
    right: other.text,
    encodings: [one.encoding, other.encoding],
    remarks: isRecoded
      ? [`The encodings differ: ${label(one.encoding)} → ${label(other.encoding)}.`]
      : [],
    notCompared: isDamaged
      ? ['Bytes that can’t be read as letters (�) are not compared with each other.']
      : [],
    whySame: whySame(isRecoded, isDamaged),
  }
}

/** A comparison of the texts, with what is to be said of how they were read. */
export function withReading<Result extends Comparison>(result: Result, texts: BothTexts): Result {
  const notCompared = [...result.notCompared, ...texts.notCompared]
  const same = texts.left === texts.right ? texts.whySame : result.summary
  return {
    ...result,
    summary:
      result.total > 0 ? result.summary : texts.notCompared.length > 0 ? NOTHING_FOUND : same,
    remarks: [...result.remarks, ...texts.remarks],
    notCompared,
  }
}

function whySame(isRecoded: boolean, isDamaged: boolean): string {
  if (isDamaged) return 'The letters that can be read are the same; other bytes differ.'
  return isRecoded
    ? 'The text is the same; only its encoding differs.'
    : 'The text is the same; only the mark at its beginning or the way its letters are stored differs.'
}

/** A text in its own encoding. */
export async function decoded({ blob, kind, contentType }: Compared): Promise<DecodedContent> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const charset = parseMediaType(contentType)?.parameters['charset']
  return decodeContent(bytes, { kind, charset })
}

function hasUnread({ text }: DecodedContent): boolean {
  return text.includes('\uFFFD')
}

function label(encoding: string): string {
  return ENCODINGS.find(({ value }) => value === encoding)?.label ?? encoding
}
