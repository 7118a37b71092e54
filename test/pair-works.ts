import { createHash } from 'node:crypto'
import { resourceOf, versionIn } from './pair-callers.ts'
import type { Acknowledged, Answer, Content, PairCallers } from './pair-callers.ts'

export const JSON_BODY = { 'content-type': 'application/fhir+json', prefer: 'return=minimal' }

/** By their words, which of the files that nobody changes they are in. */
export type Words = Map<string, string>

/** Creates, in one of the two ways that can be asked for again, and reads at once what was created. */
export async function create(
  callers: PairCallers,
  words: Words,
  content = callers.content(),
): Promise<void> {
  const { random, base } = callers
  const written = callers.mark(content.bytes)
  const byId = random.once(2) ? random.uuid() : undefined
  const answer = await callers.insist(
    byId === undefined ? `${base}/Binary` : `${base}/Binary/${byId}`,
    {
      method: byId === undefined ? 'POST' : 'PUT',
      headers: {
        ...JSON_BODY,
        ...(byId === undefined
          ? { 'if-none-exist': `_tag=urn:pair|${written.mark}` }
          : { 'if-none-match': '*' }),
      },
      body: resourceOf(written, content, byId),
    },
  )
  // Only who asks again can be told that it is there.
  const there = byId === undefined ? 200 : 412
  callers.expectStatus(answer, answer.isRepeated ? [201, there] : [201], 'create')
  callers.count(answer.status === 201 ? 'creates' : 'creates that a lost answer had done')
  const id = byId ?? versionIn(answer.headers).id
  callers.acknowledge(id, 1, written)
  callers.lasting.push(id)
  if (content.word !== undefined) words.set(content.word, id)
  await readBack(callers, id, written)
}

/** Two want the same id, and whoever is refused gives up what somebody else stores in the same moment. */
export async function createAsRivals(callers: PairCallers, words: Words): Promise<void> {
  const id = callers.random.uuid()
  const contents = [1, 2].map((who): Content => ({
    bytes: Buffer.from(`of rival ${who} for ${id}`),
    contentType: 'text/plain',
    word: undefined,
  }))
  await Promise.all(
    contents.flatMap((content) => [
      createUnlessThere(callers, id, content),
      create(callers, words, content),
    ]),
  )
}

async function createUnlessThere(
  callers: PairCallers,
  id: string,
  content: Content,
): Promise<void> {
  const written = callers.mark(content.bytes)
  const answer = await callers.ask(`${callers.base}/Binary/${id}`, {
    method: 'PUT',
    headers: { ...JSON_BODY, 'if-none-match': '*' },
    body: resourceOf(written, content, id),
  })
  if (!answer) return
  callers.expectStatus(answer, [201, 412], 'create of a rival')
  callers.count(answer.status === 201 ? 'creates' : 'conflicts')
  if (answer.status === 201) callers.acknowledge(id, 1, written)
}

/** Whichever server is asked has what another has acknowledged. */
export async function readBack(
  callers: PairCallers,
  id: string,
  { sha256 }: Acknowledged,
): Promise<void> {
  const headers = { accept: 'application/octet-stream, text/plain' }
  const answer = await callers.insist(`${callers.base}/Binary/${id}`, { headers })
  callers.expectStatus(answer, [200], `read of ${id}`)
  const found = createHash('sha256').update(answer.bytes).digest('hex')
  if (found !== sha256) throw new Error(`${id} is not what was stored.`)
  callers.count('reads')
}

/** Changes one that is the caller's own, and finds out what became of a change without an answer. */
export async function changeOwn(callers: PairCallers, own: { id: string; versionId: number }) {
  const content = callers.content()
  const written = callers.mark(content.bytes)
  const path = `${callers.base}/Binary/${own.id}`
  const match =
    own.versionId === 0 ? { 'if-none-match': '*' } : { 'if-match': `W/"${own.versionId}"` }
  const asked = {
    method: 'PUT',
    headers: { ...JSON_BODY, ...match },
    body: resourceOf(written, content, own.id),
  }
  const answer = await callers.insist(path, asked)
  if (answer.isRepeated && answer.status === 412) {
    // It was done, and its answer was lost.
    const now = await callers.insist(`${path}?_elements=language`)
    const { meta, language } = JSON.parse(String(now.bytes)) as Found
    if (language !== written.mark || meta.versionId !== String(own.versionId + 1))
      throw new Error(`${own.id} is ${language} as version ${meta.versionId}, of nobody.`)
    callers.count('updates that a lost answer had done')
  } else {
    callers.expectStatus(answer, own.versionId === 0 ? [201] : [200], 'update')
    callers.count('updates')
  }
  own.versionId += 1
  callers.acknowledge(own.id, own.versionId, written)
}

interface Found {
  meta: { versionId: string }
  language: string
}

/** Changes what all change, if it is as it was read: of those that read the same one wins. */
export async function changeShared(callers: PairCallers, id: string): Promise<void> {
  const path = `${callers.base}/Binary/${id}`
  const read = await callers.insist(`${path}?_elements=language`)
  callers.expectStatus(read, [200, 404], 'read of what all change')
  const etag = read.headers.get('etag')
  const content = callers.contentOfSeveral()
  const written = callers.mark(content.bytes)
  const match =
    read.status === 404 || etag === null ? { 'if-none-match': '*' } : { 'if-match': etag }
  const headers = { ...JSON_BODY, ...match }
  const answer = await callers.ask(path, {
    method: 'PUT',
    headers,
    body: resourceOf(written, content, id),
  })
  if (!answer) return
  callers.expectStatus(answer, [200, 201, 412], 'update of what all change')
  if (answer.status === 412) {
    callers.count('conflicts')
    return
  }
  const before = read.status === 404 ? 0 : Number(/\d+/.exec(etag ?? '')?.[0])
  callers.acknowledge(id, before + 1, written)
  callers.count('updates')
}

interface Page {
  link: { relation: string; url: string }[]
  entry?: { resource?: { id: string }; response?: { location?: string }; fullUrl?: string }[]
}

/**
 * A search for more ids than an address takes, and so one that only a POST can ask: its pages are asked for by a link that
 * names it. All that was there when it began is found, whichever server answers which page.
 */
export async function searchLong(callers: PairCallers): Promise<void> {
  const wanted = callers.lasting.slice(-40)
  // Of those that nobody has stored, each search has others: none is known from one before.
  const more = Array.from({ length: 300 }, () => callers.random.uuid())
  const size = 2 + Math.ceil(wanted.length / callers.random.int(2, 6))
  const asked = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _id: [...wanted, ...more].join(), _count: `${size}` }).toString(),
  }
  const first = await callers.insist(`${callers.base}/Binary/_search?_elements=id`, asked)
  const found = new Set(await walkFrom(callers, first, ({ resource }) => resource?.id))
  const missing = wanted.filter((id) => !found.has(id))
  if (missing.length > 0) throw new Error(`A long search misses ${missing.join(' ')}.`)
  if (wanted.length > size) callers.count('long searches')
}

/** From page to page, each by the next server. @returns what each entry is, by `name` */
async function walk(callers: PairCallers, path: string, name: Name): Promise<string[]> {
  return walkFrom(callers, await callers.insist(path), name)
}

type Name = (entry: NonNullable<Page['entry']>[number]) => string | undefined

/** The same behind a first page. */
async function walkFrom(callers: PairCallers, first: Answer, name: Name): Promise<string[]> {
  const names: string[] = []
  for (let answer = first; ;) {
    callers.expectStatus(answer, [200], 'page')
    callers.count('pages')
    const page = JSON.parse(String(answer.bytes)) as Page
    names.push(...(page.entry ?? []).map((entry) => name(entry) ?? ''))
    const url = page.link.find(({ relation }) => relation === 'next')?.url
    if (url === undefined) break
    answer = await callers.insist(url.slice(new URL(url).origin.length))
  }
  if (new Set(names).size < names.length) throw new Error('A walk doubles one.')
  return names
}

/** A walk shows all that was there when it began, once. */
export async function search(callers: PairCallers): Promise<void> {
  const before = [...callers.lasting]
  const sort = callers.random.pick(['_lastUpdated', '-_lastUpdated', 'size', '-size'])
  const size = 5 + Math.ceil(before.length / callers.random.int(2, 12))
  const path = `${callers.base}/Binary?_elements=id&_count=${size}&_sort=${sort}`
  const found = new Set(await walk(callers, path, ({ resource }) => resource?.id))
  const missing = before.filter((id) => !found.has(id))
  if (missing.length > 0) throw new Error(`A search by ${sort} misses ${missing.join(' ')}.`)
  callers.count('searches')
}

const VERSION = /[^/]+\/_history\/\d+$/

/** All versions that were acknowledged when it began, of one that has every number, and of all. */
export async function readHistories(callers: PairCallers, shared: string): Promise<void> {
  const before = [...callers.acknowledged.keys()]
  const size = 5 + Math.ceil(before.length / callers.random.int(2, 12))
  const nameOf = ({ response }: NonNullable<Page['entry']>[number]) =>
    VERSION.exec(response?.location ?? '')?.[0].replace('/_history', '')
  const all = await walk(
    callers,
    `${callers.base}/Binary/_history?_elements=id&_count=${size}`,
    nameOf,
  )
  const found = new Set(all)
  const missing = before.filter((name) => !found.has(name))
  if (missing.length > 0) throw new Error(`The history misses ${missing.join(' ')}.`)
  if (!before.includes(`${shared}/1`)) return
  const path = `${callers.base}/Binary/${shared}/_history?_elements=id&_count=${size}`
  const own = await walk(callers, path, nameOf)
  const right = own.map((_, place) => `${shared}/${own.length - place}`)
  if (own.join() !== right.join()) throw new Error(`The history of ${shared} is ${own.join()}`)
  callers.count('histories')
}
