import type { ContentName } from '../contents.ts'
import type { ContentFault } from '../errors.ts'

/**
 * What is known of the contents as a whole. A check reads every content that a version needs, again and again over weeks;
 * what it finds is known with what readers find in between. One check at a time, by any process on the data.
 */
export interface CheckReports {
  state(): Promise<CheckState>
  /** The versions of one organization whose content is damaged or missing, the newest first. */
  ofOrganization(organizationId: string, limit: number): Promise<OrganizationDamage>
}

export interface CheckState {
  /** The check before, which came to its end. */
  last?: FinishedCheck
  /** The one that is under way, or was when its process ended: the next one goes on with it. */
  current?: CheckProgress
  /** Contents. */
  damaged: number
  missing: number
}

interface CheckProgress {
  /** Instants. */
  started: string
  /** Of those that versions need, how many were read by now. */
  contents: number
  bytes: number
}

export interface FinishedCheck extends CheckProgress {
  finished: string
  /** What lies there and no version and no upload needs. */
  unneeded: { contents: number; bytes: number }
  /** What the database says is wrong with itself, in its own words. */
  database?: string
}

interface OrganizationDamage {
  damaged: number
  missing: number
  versions: FaultyVersion[]
  /** Whether there are more than those. */
  more: boolean
}

export interface FaultyVersion {
  id: string
  versionId: string
  /** Whether it is the current one. */
  current: boolean
  fault: ContentFault
  sha256: string
  /** When that was found, an instant. */
  noticed: string
}

/** The doing of a check, a piece at a time. Whoever has it is the only one. */
export interface CheckWork {
  /** Forgets how far the one under way is. */
  restart(): Promise<void>
  /**
   * Looks at contents, from where the one before ended, until all were looked at or `mayGoOn` says no.
   * @param pace told of what is read, and waited for: bytes
   * @returns whether the check is at its end
   */
  run(options: {
    mayGoOn: () => boolean
    pace: (bytes: number) => Promise<void>
    signal: AbortSignal
  }): Promise<boolean>
  close(): Promise<void>
}

/** A check under way. */
export interface CheckRow {
  started: number
  /** The content that was looked at last, in the order of `nextContent`. */
  sha256: Uint8Array
  owner: number
  contents: number
  bytes: number
}

/** What whoever does a check asks and writes. */
export interface CheckRows {
  current(): Promise<CheckRow | undefined>
  save(row: CheckRow): Promise<void>
  restart(): Promise<void>
  /** The first content after this one that a version needs: by its SHA-256, then by its organization. */
  nextContent(after: CheckRow): Promise<(ContentName & { size: number }) | undefined>
  /** Whether a version or somebody who stores it needs this file. */
  isNeeded(content: ContentName): Promise<boolean>
  /** Keeps what came of it, and forgets the sums of contents that are gone. */
  finish(
    row: CheckRow,
    more: { finished: number; unneeded: number; bytes: number; problem: string | undefined },
  ): Promise<void>
}
