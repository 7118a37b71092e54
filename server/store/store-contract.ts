import { describe } from 'vitest'
import { describeAudit } from './contract/audit.ts'
import { describeCommits } from './contract/commits.ts'
import { describeContents } from './contract/contents.ts'
import { describeHistories } from './contract/histories.ts'
import { describeReplay } from './contract/replay.ts'
import { describeSearch } from './contract/search.ts'
import type { OpenStore } from './contract/support.ts'
import { describeTokens } from './contract/tokens.ts'

/**
 * What every implementation of `Store` has to keep.
 * @param open opens a store that holds nothing yet
 */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    describeTokens(open)
    describeCommits(open)
    describeHistories(open)
    describeSearch(open)
    describeReplay(open)
    describeContents(open)
    describeAudit(open)
  })
}
