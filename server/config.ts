import { resolve } from 'node:path'
import type { AuditLimits } from './keep-audit.ts'
import { MOST_IN_BUCKET, readContents } from './settings/contents.ts'
import { readMetrics, type MetricsConfig } from './settings/metrics.ts'
import { readOidc, type OidcConfig } from './settings/oidc.ts'
import {
  BadSetting,
  bearerToken,
  flag,
  limit,
  oneOf,
  origins,
  quoted,
  secret,
  text,
  webAddress,
  whole,
  type Env,
} from './settings/read-setting.ts'
import { databasePlaceOf, DATABASES, type StorePlaces } from './store/places.ts'

/**
 * The settings of the environment, checked by hand, without a schema (docs/decisions/0013-settings-without-a-schema.md).
 * `docs/server.md` lists every variable with its default.
 */
export interface Config extends Limits {
  port: number
  host: string
  /** The folder that holds database and content, unless they are elsewhere. */
  data: string
  /** Where the store is. */
  places: StorePlaces
  /** Whether the sample organization is loaded on the first start. */
  demo: boolean
  /** A token that may do everything, for as long as the server runs. */
  token?: string
  /** Origins whose pages may call the API; none but the server's own by default. */
  corsOrigins: string[]
  logLevel: LogLevel
  /** What links start with, where a proxy hides it; without a slash at its end. */
  publicUrl?: string
  /** Whether `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Request-Id` are believed. */
  trustProxy: boolean
  /** Whether organizations share the contents that they store: one copy of the same bytes for all. */
  shareContent: boolean
  /** Whether the words inside contents are indexed for `_content`. */
  contentIndex: boolean
  /** Whether what can't be recorded in the audit log is refused. */
  auditRequired: boolean
  /** Whether the clock may be more than a day ahead of what was stamped last. */
  clockJump: 'refuse' | 'allow'
  /** How much of the audit log is kept. */
  auditLimits: AuditLimits
  /** Minutes without a request, after which the session of a link ends. */
  sessionIdleMinutes: number
  /** Hours from the end of a check of all contents to the next one; 0 for none. */
  checkHours: number
  metrics: MetricsConfig
  /** Who else than this server says whose a token is. */
  oidc?: OidcConfig
}

/** The bounds that an operator may move; those that only protect the process are beside what they bound. */
interface Limits {
  /** Bytes that are kept on the disk for the database and the audit log; at most an eighth of it is. */
  reserveBytes: number
  /** Bytes of content of one Binary. */
  maxBytes: number
  /** Hours after which an upload in parts that nobody goes on with is removed. */
  uploadHours: number
  /** Unfinished uploads of one token in one organization, and the bytes that they may come to. */
  uploadCount: number
  uploadMaxBytes: number
  /** Bytes of content that a patch of `/data` may work on, and of the patch itself. */
  patchMaxBytes: number
  /** Bytes of a Binary without its data, as they are stored. */
  fieldsMaxBytes: number
  /** Bytes that all requests may hold in memory at once; a single one that is allowed always finds room alone. */
  memoryBytes: number
  /** Bytes of a batch, which is held in memory. */
  batchMaxBytes: number
  /** Bytes of a search's body. */
  searchMaxBytes: number
  /** Bytes of a request's headers and address together. */
  headerMaxBytes: number
  /** Seconds without a byte, after which a connection is closed. */
  idleSeconds: number
  /** Seconds for a request's headers to arrive. */
  headersSeconds: number
  /** Seconds that a stopping server waits for what is in flight. */
  graceSeconds: number
  /** Connections at once; for more, others are closed or they are refused. */
  maxConnections: number
  /** Those of one address. */
  addressConnections: number
}

/** The default first. */
const LOG_LEVELS = ['info', 'fatal', 'error', 'warn', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

const MIB = 1024 ** 2

/**
 * @param env such as `process.env`; a variable that is set but empty counts as not set
 * @throws BadSetting
 */
export function readConfig(env: Env): Config {
  const trustProxy = flag(env, 'BINNACLE_TRUST_PROXY', false)
  const maxConnections = whole(env, 'BINNACLE_MAX_CONNECTIONS', 1024, 1, 1_000_000)
  // All connections of a proxy come from one address.
  const ofAddress = trustProxy ? maxConnections : Math.ceil(maxConnections / 2)
  const token = bearerToken(env, 'BINNACLE_TOKEN')
  const oidc = readOidc(env)
  const publicUrl = text(env, 'BINNACLE_PUBLIC_URL')
  if (publicUrl !== undefined)
    checkBasePath(basePathOf(webAddress('BINNACLE_PUBLIC_URL', publicUrl)))
  const folder = resolve(text(env, 'BINNACLE_DATA') ?? 'data')
  const database = databasePlaceOf(secret(env, 'BINNACLE_DATABASE') ?? 'sqlite:')
  if (!database) throw new BadSetting(`BINNACLE_DATABASE must be ${DATABASES}.`)
  const contents = readContents(env)
  const most = contents.kind === 's3' ? MOST_IN_BUCKET : 2 ** 40
  return {
    port: whole(env, 'PORT', 8080, 0, 65_535),
    host: text(env, 'HOST') ?? '127.0.0.1',
    data: folder,
    places: { folder, database, contents },
    demo: flag(env, 'BINNACLE_DEMO', true),
    ...(token !== undefined && { token }),
    corsOrigins: origins(env, 'BINNACLE_CORS_ORIGINS'),
    logLevel: oneOf(env, 'BINNACLE_LOG_LEVEL', LOG_LEVELS),
    ...(publicUrl !== undefined && { publicUrl: webAddress('BINNACLE_PUBLIC_URL', publicUrl) }),
    trustProxy,
    shareContent: oneOf(env, 'BINNACLE_SHARE_CONTENT', ['organization', 'all']) === 'all',
    contentIndex: flag(env, 'BINNACLE_CONTENT_INDEX', true),
    auditRequired: flag(env, 'BINNACLE_AUDIT_REQUIRED', true),
    clockJump: oneOf(env, 'BINNACLE_CLOCK_JUMP', ['refuse', 'allow']),
    auditLimits: {
      ...limit(env, 'BINNACLE_AUDIT_DAYS', 'days', 1, 36_500),
      ...limit(env, 'BINNACLE_AUDIT_MAX_BYTES', 'bytes', MIB, 2 ** 50),
    },
    reserveBytes: whole(env, 'BINNACLE_RESERVE_BYTES', 64 * MIB, 0, 2 ** 50),
    metrics: readMetrics(env),
    ...(oidc && { oidc }),
    sessionIdleMinutes: whole(env, 'BINNACLE_SESSION_IDLE_MINUTES', 60, 5, 720),
    checkHours: whole(env, 'BINNACLE_CHECK_HOURS', 168, 0, 87_600),
    maxBytes: whole(env, 'BINNACLE_MAX_BYTES', 1024 * MIB, 1, most),
    uploadHours: whole(env, 'BINNACLE_UPLOAD_HOURS', 48, 1, 8760),
    uploadCount: whole(env, 'BINNACLE_UPLOAD_COUNT', 100, 1, 1_000_000),
    uploadMaxBytes: whole(env, 'BINNACLE_UPLOAD_MAX_BYTES', 64 * 1024 * MIB, 1, 2 ** 50),
    patchMaxBytes: whole(env, 'BINNACLE_PATCH_MAX_BYTES', 16 * MIB, 1024, 256 * MIB),
    fieldsMaxBytes: whole(env, 'BINNACLE_FIELDS_MAX_BYTES', 64 * 1024, 1024, 4 * MIB),
    memoryBytes: whole(env, 'BINNACLE_MEMORY_BYTES', 64 * MIB, MIB, 2 ** 40),
    batchMaxBytes: whole(env, 'BINNACLE_BATCH_MAX_BYTES', 8 * MIB, 1024, 256 * MIB),
    searchMaxBytes: whole(env, 'BINNACLE_SEARCH_MAX_BYTES', 384 * 1024, 1024, 64 * MIB),
    headerMaxBytes: whole(env, 'BINNACLE_MAX_HEADER_BYTES', 32_768, 8192, MIB),
    idleSeconds: whole(env, 'BINNACLE_IDLE_SECONDS', 60, 1, 86_400),
    headersSeconds: whole(env, 'BINNACLE_HEADERS_SECONDS', 20, 1, 3600),
    graceSeconds: whole(env, 'BINNACLE_GRACE_SECONDS', 30, 0, 3600),
    maxConnections,
    addressConnections: whole(env, 'BINNACLE_ADDRESS_CONNECTIONS', ofAddress, 1, 1_000_000),
  }
}

/**
 * The path below which a public address puts the server, such as `/files`; '' for none.
 * @param publicUrl as `Config` has it
 */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

/** A proxy may pass the path on or strip it: both can be told apart only if it is not an address of the server's own. */
function checkBasePath(path: string): void {
  const [, first = ''] = path.split('/')
  if (/^(?:\/[\w.~-]+)*$/.test(path) && !OWN_ADDRESSES.has(first)) return
  throw new BadSetting(
    `BINNACLE_PUBLIC_URL must have a path of letters, digits and -._~ that does not start with one of ${[...OWN_ADDRESSES].join(', ')}, and has ${quoted(path)}.`,
  )
}

/** First segments of what the server and the console answer. */
const OWN_ADDRESSES = new Set([
  'organizations',
  'o',
  'connect',
  'settings',
  'assets',
  'session',
  'healthz',
  'readyz',
  'metrics',
  'openapi.json',
  'config.json',
])
