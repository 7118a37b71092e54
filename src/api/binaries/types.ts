import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import type { BatchPlace } from '../uploads/batch-place.ts'

interface OrganizationSummary {
  id: string
  slug: string
  name: string
  /** What this token may do there, where the server says so. */
  access?: 'read' | 'write'
}

export interface OrganizationList {
  /** False: this server has no list; any id or slug may be right. */
  known: boolean
  organizations: OrganizationSummary[]
  /** Whose the token is, where the server tells it. */
  caller?: Caller
}

/** Who a token speaks for. */
export interface Caller {
  /** Equal for all tokens of one person, and for nobody else's. */
  subject: string
  /** For people. */
  name?: string
  /** An instant. */
  expires?: string
}

export interface OrganizationCheck {
  idOrSlug: string
}

export interface Capabilities {
  /** False: the server tells nothing of itself. All that is documented is tried then, raw content is not. */
  known: boolean
  /** Whether content may travel as bytes instead of base64. */
  raw: boolean
  /** Whether a PUT of an id that is not there yet creates the Binary. */
  updateCreate: boolean
  /** Whether a create takes `If-None-Exist`. */
  conditionalCreate: boolean
  /** Whether many creates may come in one request. */
  batch: boolean
  /** What can be searched by, such as `_id`. */
  searchParams: string[]
  /** Where large content is taken in parts: absolute, or as the server's own path. */
  resumable?: string
  software?: string
  fhirVersion?: string
  /** Codes such as `vread`, of Binary. */
  interactions: string[]
  /** The CapabilityStatement as it came. */
  statement?: unknown
}

/** A Binary as it stands now, or as a version has it. Its content is fetched apart. */
export type BinaryState = LiveBinary | DeletedBinary

export interface LiveBinary {
  state: 'live'
  /** Without `data`; `contentSize` knows its size where anything does. */
  binary: Binary
  /** As the header had it. */
  etag?: string
  /** For `ifMatch`; absent where the server tells it nowhere. */
  versionId?: string
  /** An instant. */
  lastUpdated?: string
}

/** What a write left behind. */
export interface WrittenBinary extends LiveBinary {
  /**
   * The version that this very write made, where its answer tells. Only with it can the write be taken back: the state
   * may have been read afterwards, and be somebody else's by then.
   */
  madeVersionId?: string
}

export interface DeletedBinary {
  state: 'deleted'
  /** Of the deletion, where the server numbers those. */
  versionId?: string
  lastUpdated?: string
  /** Who deleted it, where the server says so. */
  author?: string
  /** Why, in the words of the `log-cdata` that came with it. */
  reason?: string
}

export interface Content {
  /** Of a type that is safe to show in place, else `application/octet-stream`. */
  blob: Blob
  /** As the Binary says, with its parameters. */
  contentType?: string
}

export interface HistoryPage {
  /** False: the server has no such history. */
  supported: boolean
  /** Newest first, resources without content. */
  entries: HistoryEntry[]
  received: number
  total?: number
  next?: string
}

export interface HistoryFilter {
  /** An instant with a time zone. */
  since?: string
  /** Entries a page. */
  count?: number
}

export interface Changes {
  supported: boolean
  /** Newest first, strictly later than the instant, each version once. */
  entries: HistoryEntry[]
  /** There are more than these. */
  more: boolean
}

export interface UpdateVariables {
  id: string
  /** With its `data`: what is left out is gone. */
  binary: Binary
  /** A version id. */
  ifMatch?: string
}

export interface PatchVariables {
  id: string
  operations: PatchOperation[]
  ifMatch?: string
}

export interface RemoveVariables {
  id: string
  ifMatch?: string
}

/** What a change replaces: the version on the screen, or the deletion of it. */
export type Replaced = Pick<BinaryState, 'state' | 'versionId'>

export interface RestoreVariables {
  id: string
  /** The version whose content and fields are to be current again. */
  versionId: string
  /** What is current as far as the user knows: anything else is a conflict. */
  replaces: Replaced
}

/** What an upload becomes: a new Binary, or a new version of one. */
export type UploadTarget = { kind: 'create' } | { kind: 'version'; id: string; ifMatch?: string }

/** How an upload is sent, which decides what a repeat of it does. */
export type UploadWay =
  /** PUT of an id that this upload chose, which never replaces anything: a repeat is refused, and known by its id. */
  | { kind: 'own-id'; id: string }
  /** POST with a tag of this upload's own, unless one with that tag is there: a repeat answers the first one. */
  | { kind: 'own-tag'; id: string }
  /** POST: a repeat is stored again. */
  | { kind: 'plain' }
  /** PUT of a new version: with `ifMatch`, a repeat is refused, and known by its place in the history. */
  | { kind: 'version'; id: string; ifMatch: string | undefined }

export interface UploadRequest {
  org: string
  way: UploadWay
  file: Blob
  /** Without `data`. */
  fields: Binary
  /** `Capabilities.raw` */
  raw: boolean
  /** Of the file in lower-case hex, where an earlier attempt has computed it. */
  sha256?: string | undefined
  /** Where the server takes this file in parts, and where an earlier attempt has left it. */
  parts?: { url: string; location: string | undefined } | undefined
  /** Its place among others that go with it in one request; it goes alone where that comes to nothing. */
  batch?: BatchPlace | undefined
}

/** What an upload tells on its way. */
export interface UploadHooks {
  onProgress: (progress: UploadProgress) => void
  /** The file's SHA-256 in lower-case hex, as soon as it is known. */
  onHashed: (sha256: string) => void
  /** Where an upload in parts goes on; `undefined` once the server no longer knows it, or does not need it any more. */
  onLocation: (location: string | undefined) => void
}

export interface UploadProgress {
  /** `saving`: all is sent, and the server has not answered yet. */
  phase: 'preparing' | 'sending' | 'saving'
  /** Bytes of the file. */
  loaded: number
  total: number
}

export interface UploadResult {
  written: WrittenBinary
  /** Whether what is stored is the file; `undefined` where that can't be found out. */
  verified: boolean | undefined
  /** An earlier attempt had been stored, although its answer never came. */
  found: boolean
}
