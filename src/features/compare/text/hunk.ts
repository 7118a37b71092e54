/** A stretch of lines of one fate; lines are counted from 0. All hunks in order are both texts. */
export type Hunk =
  | { kind: 'same'; left: number; right: number; count: number }
  /** Lines that became others, one for one. */
  | { kind: 'changed'; left: number; right: number; count: number }
  /** `to`: where the same lines stand on the other side, when they were moved and not lost. */
  | { kind: 'removed'; left: number; count: number; to: number | undefined }
  | { kind: 'added'; right: number; count: number; from: number | undefined }
