import type { QueryClient } from '@tanstack/react-query'
/**
 * A content that is read from the server in ranges, a few large ones: each is a read of its own in the server's audit
 * log. Bytes are only ever those of one version: it is read by its own address, every answer must carry the same marks,
 * and where a server does otherwise than it says the whole is loaded instead, as everywhere else.
 */
import type { ContentSource } from '#formats/content-source.ts'
import { knownCapabilities } from '../../organizations/organizations.ts'
import { endpoints } from '../../transport/addresses.ts'
import type { Client } from '../../transport/client.ts'
import { ApiError, isApiError } from '../../transport/errors.ts'
import { createPartCollector } from '../../transport/part-collector.ts'
import { chunksOf, type Exchange, type OnProgress } from '../../transport/read-answer.ts'
import { leave, readPart, type PartAnswer } from '../../transport/read-part.ts'
import { READ } from '../../transport/retry.ts'
import { contentOptions, loadContent, type ContentOf, type ContentProgress } from '../content.ts'
import { ANY_BYTES, typedContent } from '../read-bytes.ts'
import type { Content } from '../types.ts'
import { BLOCK, RangedSource, type ReadRange } from './ranged-source.ts'

export interface RangedOf extends ContentOf {
  versionId: string
  /** Bytes, as the server announces them. */
  size: number
  name: string
}

type OpenedContent =
  | { kind: 'ranged'; source: ContentSource }
  /** The server sent all of it at once. */
  | { kind: 'whole'; content: Content }
  /** It can't be read in ranges here. */
  | { kind: 'refused' }

/**
 * Opens a version to be read in ranges, where the server gives raw content and nobody has loaded the whole.
 * @returns `undefined` where it is to be loaded whole, which may be in the cache by then
 * @throws ApiError `unauthorized`; the signal's reason
 */
export async function openInRanges(
  {
    queryClient,
    client,
    progress,
  }: {
    queryClient: QueryClient
    client: Client
    progress: ContentProgress
  },
  of: RangedOf & { mostUnasked: number },
  signal: AbortSignal,
): Promise<ContentSource | undefined> {
  const options = contentOptions(client, progress, of)
  const known = queryClient.getQueryState(options.queryKey)
  if (known?.data !== undefined || known?.fetchStatus === 'fetching') return undefined
  const { raw } = await knownCapabilities(queryClient, client, of.org)
  signal.throwIfAborted()
  if (!raw) return undefined
  try {
    const opened = await openRanged(client, of, {
      loadWhole: (ends) => loadContent(queryClient, options, ends),
      mostUnasked: of.mostUnasked,
      signal,
      onProgress: progress.report(of),
    })
    if (opened.kind === 'ranged') return opened.source
    if (opened.kind === 'whole') queryClient.setQueryData(options.queryKey, opened.content)
    return undefined
  } finally {
    progress.end(of)
  }
}

interface OpenOptions {
  /** How the whole is loaded where ranges turn out not to be right. @throws ApiError; the signal's reason */
  loadWhole: (signal: AbortSignal) => Promise<Content>
  /** Bytes of a whole that is taken when the server sends it unasked. */
  mostUnasked: number
  /** Ends all reading. */
  signal: AbortSignal
  onProgress?: OnProgress
}

/**
 * Asks for the first bytes of a version, and so learns whether the server gives ranges of it.
 * @throws ApiError `unauthorized`; the signal's reason. Any other failure is `refused`: loading the whole tells it in words
 */
async function openRanged(
  client: Client,
  of: RangedOf,
  options: OpenOptions,
): Promise<OpenedContent> {
  const { signal } = options
  const path = endpoints.version(of.org, of.id, of.versionId)
  const wanted = { start: 0, end: Math.min(BLOCK, of.size) }
  const first = await askFor(client, path, wanted, signal, options.onProgress).catch(
    (error: unknown) => {
      if (!isApiError(error) || isApiError(error, 'unauthorized')) throw error
      return undefined
    },
  )
  if (first?.kind === 'whole') return takeWhole(first.exchange, of.size, options)
  if (first?.kind !== 'part' || first.total !== of.size) return { kind: 'refused' }
  const { contentType, mark } = first
  const read: ReadRange = async (range, end) => {
    const part = await withRetries(() => askFor(client, path, range, end), end)
    if (part.kind === 'whole') leave(part.exchange)
    if (part.kind !== 'part' || part.total !== of.size) return undefined
    if (part.mark === mark) return part.bytes
    throw changed(path)
  }
  const loadWhole = async () => {
    const { blob } = await options.loadWhole(signal)
    if (blob.size !== of.size) throw changed(path)
    return blob
  }
  const label = { contentType, name: of.name }
  const source = new RangedSource({
    size: of.size,
    label,
    head: first.bytes,
    read,
    loadWhole,
    signal,
  })
  return { kind: 'ranged', source }
}

async function askFor(
  client: Client,
  path: string,
  range: { start: number; end: number },
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<PartAnswer> {
  const headers = { ...ANY_BYTES, Range: `bytes=${range.start}-${range.end - 1}` }
  const exchange = await client.open({ method: 'GET', path, headers }, signal)
  return readPart(exchange, range, onProgress)
}

/** A server that does not know ranges has begun to send everything: that is taken, unless it is too much to be unasked. */
async function takeWhole(
  exchange: Exchange,
  size: number,
  { mostUnasked, onProgress }: OpenOptions,
): Promise<OpenedContent> {
  if (size > mostUnasked) {
    leave(exchange)
    return { kind: 'refused' }
  }
  const parts = createPartCollector()
  for await (const chunk of chunksOf(exchange, onProgress)) parts.add(chunk)
  const contentType = exchange.response.headers.get('Content-Type') ?? undefined
  return { kind: 'whole', content: typedContent(parts.blob(contentType), contentType) }
}

async function withRetries<Value>(run: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await run()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Error) || !READ.retry(failures, error)) throw error
      await new Promise((resolve) => setTimeout(resolve, READ.retryDelay(failures, error)))
    }
  }
}

function changed(path: string): ApiError {
  return new ApiError('content-mismatch', {
    method: 'GET',
    path,
    message: 'The server sent parts that do not belong to one content.',
  })
}
