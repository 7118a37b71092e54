import type { Binary } from '#fhir/types.ts'
import type { LiveBinary } from '../types.ts'

/** What is restored of an earlier version where that is not all of it as it was. */
export type RestorePartVariables = { id: string; versionId: string } & (
  | RestoreOnePart
  | RestoreMerged
)

/** The content or the fields of an earlier version alone; the other stays as it is now. */
interface RestoreOnePart {
  /** As that version has them. */
  version: Binary
  /** As they are now, as far as the user knows: anything else is a conflict. */
  current: Binary
  ifMatch: string | undefined
  part: 'content' | 'fields'
}

/** A restore that was merged with what somebody else saved meanwhile. */
interface RestoreMerged {
  part: 'merged'
  /** As the restored version has it. */
  version: Binary
  /** What is stored, which the merge was made with: anything else is a conflict. */
  stored: Pick<LiveBinary, 'binary' | 'versionId'>
  /** The fields that are saved. */
  binary: Binary
  content: 'stored' | 'yours'
}
