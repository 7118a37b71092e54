import type { QueryClient } from '@tanstack/react-query'
import { readTyped } from '#api/binaries/find/typed.ts'
import type { Binary } from '#fhir/types.ts'
import type { FindOption } from './options.ts'
import type { FindAsk } from './use-find.ts'

/**
 * What Enter opens where no suggestion is chosen: the file of that id, the one file that is found, else all results. Waits for
 * the answers that are on their way; what can't be answered is left to the list, which says why.
 */
export async function findBest(cache: QueryClient, ask: FindAsk): Promise<FindOption> {
  const { org, text, method, finder } = ask
  const typed = readTyped(text)
  if (typed.kind === 'nothing') return { kind: 'all', words: '', files: undefined }
  if (typed.kind === 'ids') return { kind: 'ids', ids: typed.ids }
  const [id] = typed.ids
  const [exact, only] = await Promise.all([
    id === undefined || typed.ids.length > 1
      ? null
      : cache.fetchQuery(finder.byId(org, id, method)).catch(() => null),
    onlyOne(cache, ask, typed.words).catch(() => undefined),
  ])
  const file = exact ?? only
  return file === undefined
    ? { kind: 'all', words: typed.words, files: undefined }
    : { kind: 'file', id: file.id ?? '', binary: file, exact: file === exact }
}

/** The file that the words find, if they find no other. */
async function onlyOne(
  cache: QueryClient,
  { org, method, finder }: FindAsk,
  words: string,
): Promise<Binary | undefined> {
  const answer = await cache.fetchQuery(finder.search(org, { words, method }))
  if (answer.by === 'server') {
    return !answer.more && answer.files.length === 1 ? answer.files[0] : undefined
  }
  if (!finder.isAllLoaded(cache, org, method)) return undefined
  const { files, at } = finder.loadedMark(cache, org)
  const { files: found, count } = await cache.fetchQuery(finder.among(org, words, `${files} ${at}`))
  return count === 1 ? found[0] : undefined
}
