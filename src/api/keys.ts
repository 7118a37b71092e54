import type { BinarySearch } from './binaries/search/search-types.ts'
import type { HistoryFilter } from './binaries/types.ts'

/**
 * The cache's addresses. All that belongs to an organization starts with `['org', org]`, so that switching drops it
 * together; nothing secret is ever part of a key.
 */
export const keys = {
  organizations: () => ['organizations'] as const,
  org: (org: string) => ['org', org] as const,
  check: (org: string) => ['org', org, 'check'] as const,
  writeAccess: (org: string) => ['org', org, 'write-access'] as const,
  capabilities: (org: string) => ['org', org, 'capabilities'] as const,
  binaries: (org: string) => ['org', org, 'Binary'] as const,
  lists: (org: string) => ['org', org, 'Binary', 'list'] as const,
  list: (org: string, search: BinarySearch) =>
    [
      ...keys.lists(org),
      [...search.ids],
      search.language ?? '',
      search.method,
      search.more ?? {},
      search.sort ?? '',
    ] as const,
  /** Of the field that finds: never part of a list, whose rows stay where they are. */
  find: (org: string, words: string, method: string) =>
    ['org', org, 'Binary', 'find', 'words', words, method] as const,
  findById: (org: string, id: string, method: string) =>
    ['org', org, 'Binary', 'find', 'id', id, method] as const,
  findLoaded: (org: string, words: string, mark: string) =>
    ['org', org, 'Binary', 'find', 'loaded', words, mark] as const,
  contextCount: (org: string, context: string, method: string) =>
    ['org', org, 'Binary', 'find', 'context', context, method] as const,
  /** For comparisons, as a look through the list finds them. */
  known: (org: string) => ['org', org, 'Binary', 'known'] as const,
  typeHistories: (org: string) => ['org', org, 'Binary', 'type-history'] as const,
  typeHistory: (org: string, filter: HistoryFilter) =>
    [...keys.typeHistories(org), filter.since ?? '', filter.count ?? 0] as const,
  changes: (org: string) => ['org', org, 'Binary', 'changes'] as const,
  changesSince: (org: string, instant: string) => [...keys.changes(org), instant] as const,
  /** Of the files with these ids, as they were when the histories were joined. */
  joinedHistory: (org: string, ids: readonly string[]) =>
    ['org', org, 'Binary', 'joined-history', ids] as const,
  instanceChanges: (org: string, id: string) => [...keys.instance(org, id), 'changes'] as const,
  instanceChangesSince: (org: string, id: string, instant: string) =>
    [...keys.instanceChanges(org, id), instant] as const,
  instances: (org: string) => ['org', org, 'Binary', 'instance'] as const,
  instance: (org: string, id: string) => [...keys.instances(org), id] as const,
  detail: (org: string, id: string) => [...keys.instance(org, id), 'detail'] as const,
  histories: (org: string, id: string) => [...keys.instance(org, id), 'history'] as const,
  history: (org: string, id: string, filter: HistoryFilter) =>
    [...keys.histories(org, id), filter.since ?? '', filter.count ?? 0] as const,
  conflict: (org: string, id: string, baseVersionId: string | undefined, change: unknown) =>
    [...keys.instance(org, id), 'conflict', baseVersionId ?? '', change] as const,
  before: (org: string, id: string, versionId: string | undefined) =>
    [...keys.instance(org, id), 'before', versionId ?? ''] as const,
  version: (org: string, id: string, versionId: string) =>
    [...keys.instance(org, id), 'version', versionId] as const,
  currentContent: (org: string, id: string) =>
    [...keys.instance(org, id), 'current-content'] as const,
  content: (org: string, id: string, versionId: string) =>
    [...keys.instance(org, id), 'content', versionId] as const,
}
