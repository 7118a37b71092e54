/**
 * The part of FHIR R4 that Binnacle speaks (https://hl7.org/fhir/R4/binary.html, …/bundle.html).
 * Every field but `resourceType` is optional: what other servers send is taken as it comes.
 */
export interface Coding {
  system?: string
  code?: string
  display?: string
}

interface Attachment {
  contentType?: string
  /** Bytes. */
  size?: number
  /** Base64 of the SHA-1, as R4's Attachment defines it. */
  hash?: string
}

export interface Extension {
  url: string
  valueString?: string
  valueUrl?: string
  valueBoolean?: boolean
  valueAttachment?: Attachment
}

export interface Reference {
  reference?: string
  type?: string
  display?: string
  identifier?: { system?: string; value?: string }
  extension?: Extension[]
}

export interface Meta {
  versionId?: string
  /** An instant with a time zone. */
  lastUpdated?: string
  profile?: string[]
  security?: Coding[]
  tag?: Coding[]
  source?: string
  extension?: Extension[]
}

/** https://hl7.org/fhir/R4/binary.html */
export interface Binary {
  resourceType: 'Binary'
  id?: string
  meta?: Meta
  implicitRules?: string
  language?: string
  contentType?: string
  securityContext?: Reference
  /** Base64. Lists never ask for it. */
  data?: string
  /** Extensions on the primitive `data`: size and checksums without the content itself. */
  _data?: { extension?: Extension[] }
}

interface BundleLink {
  relation?: string
  url?: string
}

export interface BundleEntry {
  fullUrl?: string
  resource?: Binary | OperationOutcome
  search?: { mode?: 'match' | 'include' | 'outcome' }
  request?: { method?: string; url?: string; ifNoneMatch?: string }
  response?: {
    /** Three digits, with or without words behind them. */
    status?: string
    etag?: string
    lastModified?: string
    location?: string
    /** Author and reason of a deletion, which has no resource to carry them. */
    extension?: Extension[]
    outcome?: OperationOutcome
  }
}

/** https://hl7.org/fhir/R4/bundle.html */
export interface Bundle {
  resourceType: 'Bundle'
  id?: string
  meta?: Meta
  type?: string
  total?: number
  link?: BundleLink[]
  entry?: BundleEntry[]
}

export type IssueSeverity = 'fatal' | 'error' | 'warning' | 'information'

export interface OutcomeIssue {
  severity: IssueSeverity
  /** A code of http://hl7.org/fhir/issue-type */
  code: string
  diagnostics?: string
  details?: { coding?: Coding[]; text?: string }
  expression?: string[]
}

/** https://hl7.org/fhir/R4/operationoutcome.html */
export interface OperationOutcome {
  resourceType: 'OperationOutcome'
  issue: OutcomeIssue[]
}

/** One operation of a JSON Patch (RFC 6902 §4). */
export type PatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string }
