import { EngineAway, StoreFull, StoreUnavailable } from '../../errors.ts'
import { arriving, WireError } from './exchange.ts'
import type { Answer } from './exchange.ts'

/** What came of a request that was not done. */
export type RefusalKind =
  /** There is no such object. */
  | 'no-object'
  /** There is no such upload in parts: it was completed or aborted, or never begun. */
  | 'no-upload'
  /** What was to be new is there already. */
  | 'there'
  /** It does not know what was asked for. */
  | 'unknown'
  /** The same may succeed a moment later. */
  | 'again'
  /** The same, and all others should wait as well. */
  | 'slow-down'
  /** The keys have ended. */
  | 'expired'
  | 'full'
  /** Whoever runs the server has to do something. */
  | 'refused'

/** An answer of the object store that is not the one that was asked for. The message is for the log: it names no object. */
export class Refused extends Error {
  readonly kind: RefusalKind
  readonly status: number
  readonly code: string
  /** Milliseconds after which the store wants to be asked again. */
  readonly after: number | undefined

  constructor(
    operation: string,
    status: number,
    said: { code: string; message: string; after?: number | undefined },
  ) {
    super(`The object store answered ${operation} with ${status} ${said.code}: ${said.message}`)
    this.status = status
    this.code = said.code
    this.after = said.after
    this.kind = kindOf(status, said.code)
  }
}

const KINDS: Readonly<Record<string, RefusalKind>> = {
  NoSuchKey: 'no-object',
  NoSuchUpload: 'no-upload',
  PreconditionFailed: 'there',
  NotImplemented: 'unknown',
  // Two writers at once, of whom neither has written yet.
  ConditionalRequestConflict: 'again',
  SlowDown: 'slow-down',
  Busy: 'slow-down',
  RequestLimitExceeded: 'slow-down',
  Throttling: 'slow-down',
  TooManyRequests: 'slow-down',
  RequestTimeout: 'again',
  OperationAborted: 'again',
  // What arrived was not what was sent: the way has spoiled it.
  BadDigest: 'again',
  IncompleteBody: 'again',
  XAmzContentSHA256Mismatch: 'again',
  XAmzContentChecksumMismatch: 'again',
  ExpiredToken: 'expired',
  TokenRefreshRequired: 'expired',
  QuotaExceeded: 'full',
  XMinioStorageFull: 'full',
  EntityTooLarge: 'full',
  NoSuchBucket: 'refused',
}

function kindOf(status: number, code: string): RefusalKind {
  const known = KINDS[code]
  if (known) return known
  if (status === 429) return 'slow-down'
  if (status === 507) return 'full'
  if (status === 412) return 'there'
  if (status === 501) return 'unknown'
  // The answer to HEAD has no body, and so no code.
  if (status === 404 && code === '') return 'no-object'
  return status >= 500 || status === 408 ? 'again' : 'refused'
}

/** @throws WireError */
export async function readRefusal(operation: string, answer: Answer): Promise<Refused> {
  const text = await readText(answer)
  return refusalIn(operation, answer, text)
}

export function refusalIn(
  operation: string,
  { statusCode = 0, headers }: Answer,
  text: string,
): Refused {
  const code = elements(text, 'Code')[0] ?? ''
  const message = (elements(text, 'Message')[0] ?? '').slice(0, 200).replaceAll(/\s+/g, ' ')
  const after = Number(headers['retry-after'])
  // Where it takes long, the status is sent before it is known what comes of it.
  const status = statusCode < 300 ? 500 : statusCode
  return new Refused(operation, status, {
    code: code.slice(0, 100),
    message,
    ...(after > 0 && { after: after * 1000 }),
  })
}

/** A short body, which ends with its connection where it is long. @throws WireError */
export async function readText(answer: Answer): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of arriving(answer)) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length > TEXT_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

const TEXT_BYTES = 256 * 1024

/** The texts of all elements of this name. Answers are flat enough that no more of XML has to be known. */
export function elements(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`, 'g'))
  return Array.from(found, ([, text = '']) =>
    text.replaceAll(
      /&(?:(amp|lt|gt|quot|apos)|#(\d{1,6})|#x([\da-fA-F]{1,5}));/g,
      (all, word?: string, decimal?: string, hex?: string) =>
        word === undefined
          ? String.fromCodePoint(
              decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal),
            )
          : (ENTITIES[word] ?? all),
    ),
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** What the rest of the server is told, in words for whoever uses it. @returns the error itself where it is none of these */
export function storeErrorOf(error: unknown): unknown {
  if (error instanceof WireError) return new EngineAway(SILENT, { cause: error })
  // The keys have ended, and who gives new ones is away.
  if (error instanceof StoreUnavailable) return new EngineAway(REFUSES, { cause: error })
  if (!(error instanceof Refused)) return error
  switch (error.kind) {
    case 'full':
      return new StoreFull('The object store has no room left.', { cause: error })
    case 'again':
    case 'slow-down':
    // Nobody asked for one that may be missing: what the request needs is gone meanwhile, or the way is another one.
    case 'no-object':
    case 'no-upload':
      return new EngineAway(BUSY, { cause: error })
    case 'there':
    case 'unknown':
    case 'expired':
    case 'refused':
      return new EngineAway(REFUSES, { cause: error })
  }
}

const SILENT =
  'The store of contents can not be reached. Nothing was stored; try again in a moment.'
const BUSY =
  'The store of contents is not able to answer. Nothing was stored; try again in a moment.'
const REFUSES =
  'The store of contents refuses what the server asks of it. Whoever runs the server finds the reason in its log.'
