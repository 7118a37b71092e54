import { chunksOf, failure, type Exchange, type OnProgress } from './read-answer.ts'

/** What a request for a range was answered with. */
export type PartAnswer =
  | {
      kind: 'part'
      bytes: Uint8Array<ArrayBuffer>
      total: number
      mark: string
      contentType?: string
    }
  /** The whole, as RFC 9110 §14.2 allows, its body still to be read. */
  | { kind: 'whole'; exchange: Exchange }
  /** Another range than was asked for, or one of an unknown size: nothing of it can be used. */
  | { kind: 'wrong'; reason: string }

/**
 * Reads the answer to a request for `start` up to, not including, `end`. Only the range that was asked for, cut where
 * the content ends, is a part; the body must have exactly its length.
 * @throws ApiError `truncated`, `timeout`
 */
export async function readPart(
  exchange: Exchange,
  { start, end }: { start: number; end: number },
  onProgress?: OnProgress,
): Promise<PartAnswer> {
  const { status, headers } = exchange.response
  if (status !== 206) return { kind: 'whole', exchange }
  const range = parseContentRange(headers.get('Content-Range'))
  if (range === undefined) return wrong(exchange, 'The answer does not say which bytes it has.')
  const { total } = range
  if (range.start !== start || range.end !== Math.min(end, total)) {
    return wrong(exchange, 'The answer has other bytes than were asked for.')
  }
  const bytes = new Uint8Array(range.end - range.start)
  let filled = 0
  for await (const chunk of chunksOf(exchange, onProgress)) {
    if (filled + chunk.length > bytes.length) return wrong(exchange, 'The answer is too long.')
    bytes.set(chunk, filled)
    filled += chunk.length
  }
  if (filled < bytes.length) throw failure(exchange, 'truncated')
  const contentType = headers.get('Content-Type')
  return {
    kind: 'part',
    bytes,
    total,
    mark: `${headers.get('ETag')} ${headers.get('Last-Modified')}`,
    ...(contentType === null ? {} : { contentType }),
  }
}

/** Ends an exchange whose body is not wanted. */
export function leave({ response, watch }: Exchange): void {
  watch.stop()
  // A body that is being read is cancelled by whoever reads it.
  void response.body?.cancel().catch(() => undefined)
}

function wrong(exchange: Exchange, reason: string): PartAnswer {
  leave(exchange)
  return { kind: 'wrong', reason }
}

/**
 * What a `Content-Range` says (RFC 9110 §14.4), `end` being the byte after the last one.
 * @returns `undefined` where it is missing, not of bytes, of an unknown size, or impossible
 */
export function parseContentRange(
  header: string | null,
): { start: number; end: number; total: number } | undefined {
  const match = /^bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(header?.trim() ?? '')
  if (!match) return undefined
  const [start = 0, last = 0, total = 0] = match.slice(1).map(Number)
  return start <= last && last < total ? { start, end: last + 1, total } : undefined
}
