import { describe } from 'vitest'
import { describeLongQueries } from './access/long-queries.ts'
import { describeSessions } from './access/sessions.ts'
import { describeTokens } from './access/tokens.ts'
import { describeAudit } from './audit.ts'
import { describeCommits } from './commits.ts'
import { describeContents } from './contents.ts'
import { describeFind } from './find/find.ts'
import { describeHistories } from './histories.ts'
import { describePages } from './pages.ts'
import { describeReplay } from './replay.ts'
import { describeSearch } from './search.ts'
import type { OpenStore } from './support.ts'
import { describeUploads } from './uploads.ts'

/**
 * What every implementation of `Store` has to keep.
 * @param open opens a store that holds nothing yet
 * @param share of the runs of the longest property test, for what takes long to open
 */
export function describeStore(name: string, open: OpenStore, share = 1): void {
  describe(name, () => {
    describeTokens(open)
    describeSessions(open)
    describeLongQueries(open)
    describeCommits(open)
    describeHistories(open)
    describeSearch(open)
    describeFind(open, share)
    describePages(open)
    describeReplay(open)
    describeContents(open)
    describeUploads(open)
    describeAudit(open)
  })
}
