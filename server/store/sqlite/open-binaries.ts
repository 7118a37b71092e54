import { isPlain, type BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, SearchRequest } from '../binaries.ts'
import type { Cursors } from '../rows/cursor.ts'
import type { openAudit } from './audit/audit.ts'
import { openReads, openVersionRows, type VersionRows } from './binaries.ts'
import { openCommit } from './commit.ts'
import type { Database } from './database.ts'
import { openSqliteFind } from './find/find.ts'
import { openHistory } from './history.ts'
import { openSearch, type FirstMatches } from './search.ts'
import type { LocalWords } from './words/word-files.ts'
import type { WriteQueue } from './write-queue.ts'

/** The versions of Binaries: reading, searching, committing. */
export function openBinaries({
  database,
  queue,
  cursors,
  audit,
  words,
}: {
  database: Database
  queue: WriteQueue
  cursors: Cursors
  audit: ReturnType<typeof openAudit>
  words: LocalWords
}): BinaryStore {
  const rows = openVersionRows(database)
  const { search, firstMatches } = openSearches({ database, rows, cursors, words })
  return {
    ...openReads(rows),
    ...openHistory(database, rows, cursors),
    search,
    commit: openCommit({ database, queue, rows, firstMatches, insertAudit: audit.insert }),
  }
}

/** Ids and languages, newest first, are asked for in a way of their own: it shows the state in which a walk began. */
function openSearches(parts: {
  database: Database
  rows: VersionRows
  cursors: Cursors
  words: LocalWords
}) {
  const plain = openSearch(parts.database, parts.rows, parts.cursors)
  const find = openSqliteFind({ ...parts, plainTotal: plain.total })
  const isPlainWalk = (criteria: BinaryCriteria, { sort, total }: SearchRequest) =>
    isPlain(criteria) && sort === undefined && total !== 'none'
  const search: BinaryStore['search'] = (organizationId, criteria, request, signal) =>
    (isPlainWalk(criteria, request) ? plain : find).search(
      organizationId,
      criteria,
      request,
      signal,
    )
  const firstMatches: FirstMatches = (organizationId, criteria, count) =>
    (isPlain(criteria) ? plain : find).firstMatches(organizationId, criteria, count)
  return { search, firstMatches }
}
