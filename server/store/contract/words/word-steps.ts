import type { Store } from '../../store.ts'
import type { WordTask, WordWork } from '../../words.ts'
import { bytesOf, fields, openFilled, stored, update } from '../support.ts'

/** A store that holds nothing yet, and the making of its index, which may be opened again and again, one at a time. */
export type OpenWords = () => Promise<{ store: Store; openWork: () => Promise<WordWork> }>

/** One step of the indexer, with contents read as plain text. @returns whether there was anything to do */
export async function takeStep(work: WordWork, store: Store): Promise<boolean> {
  return (await readStep(work, store)) || (await work.tidy())
}

/** The same without putting a text to where its file is now. */
export async function readStep(work: WordWork, store: Store): Promise<boolean> {
  const isNew = await work.follow()
  if (await work.forget()) return true
  const task = await work.next()
  if (task) await keepRead(work, store, task)
  return isNew || task !== undefined
}

async function keepRead(work: WordWork, store: Store, task: WordTask): Promise<void> {
  const text = String(await bytesOf(store, task))
  await work.keep(task, { kind: 'indexed', text, isWhole: true })
}

/** The ids of the Binaries of now that the index names for these words, newest first, a few at a time. */
export async function filesNamed(
  store: Store,
  words: readonly string[],
  organization = 'here',
  { descending = true, limit = 2 } = {},
): Promise<string[]> {
  const { versions } = await store.binaries.typeHistory(organization, { count: 1000 })
  const newest = new Map(versions.toReversed().map(({ id, sequence }) => [id, sequence]))
  const current = new Map([...newest].map(([id, sequence]) => [sequence, id]))
  const found: number[] = []
  let [low, high] = [1, versions[0]?.sequence ?? 0]
  while (low <= high) {
    const asked = { low, high, descending, limit }
    const { files, until } = await store.words.files(organization, words, asked)
    found.push(...files.map(({ sequence }) => sequence))
    if (until === undefined) break
    if (descending) high = until - 1
    else low = until + 1
  }
  const inOrder = found.toSorted((one, other) => (descending ? other - one : one - other))
  if (found.join() !== [...new Set(inOrder)].join())
    throw new Error(`Out of order: ${found.join()}`)
  return found.flatMap((sequence) => current.get(sequence) ?? [])
}

/** The contents of an organization's Binaries now, by their ids. */
export async function currentTexts(store: Store, organization: string) {
  const { versions } = await store.binaries.typeHistory(organization, { count: 1000 })
  const texts = new Map<string, { sha256: string; text: string }>()
  for (const id of new Set(versions.map((version) => version.id))) {
    const content = (await store.binaries.current(organization, id))?.body?.content
    if (content)
      texts.set(id, { sha256: content.sha256, text: String(await bytesOf(store, content)) })
  }
  return texts
}

/** A store with two organizations, and what the tests do to it. */
export async function filledWords(open: OpenWords) {
  const { store: opened, openWork } = await open()
  const store = await openFilled(async () => opened)
  let read = 0
  const put = async (id: string, text: string, organizationId = 'here') => {
    const { staged, ref } = await stored(store, text, organizationId)
    await store.binaries.commit(
      update(id, { organizationId, body: { fields: fields(), content: ref } }),
    )
    await staged.drop()
    const { lease: _, ...content } = ref
    return content
  }
  const index = async () => {
    const work = await openWork()
    for (;;) {
      const isNew = await work.follow()
      if (await work.forget()) continue
      const task = await work.next()
      if (task) {
        read += 1
        await keepRead(work, store, task)
      } else if (!(await work.tidy()) && !isNew) break
    }
    await work.close()
  }
  /** The ids of Binaries that have the word now. */
  const holding = async (word: string, organization = 'here') => {
    const texts = await currentTexts(store, organization)
    const contents = [...texts.values()].map(({ sha256 }) => sha256)
    const found = (await store.words.among(organization, [word], contents)).get(word)
    return [...texts].flatMap(([id, { sha256 }]) => (found?.has(sha256) ? [id] : [])).sort()
  }
  return { store, openWork, put, index, holding, tasks: () => read }
}
