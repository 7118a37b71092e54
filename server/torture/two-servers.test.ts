import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { Version } from '#server/store/binaries.ts'
import { openStore } from '#server/store/open-store.ts'
import type { Store } from '#server/store/store.ts'
import { PairCallers } from '#test/pair-callers.ts'
import {
  expectAcknowledged,
  expectAudited,
  findWords,
  finish,
  inspect,
  untilIndexed,
  wholeVersions,
} from '#test/pair-findings.ts'
import { uploadInParts } from '#test/pair-uploads.ts'
import type { Sending } from '#test/pair-uploads.ts'
import {
  changeOwn,
  changeShared,
  create,
  createAsRivals,
  readHistories,
  search,
  searchLong,
} from '#test/pair-works.ts'
import type { Words } from '#test/pair-works.ts'
import type { RoundRobin } from '#test/round-robin.ts'
import { newFolder, newPair, TOKEN } from '#test/server-pair.ts'
import type { Pair } from '#test/server-pair.ts'
import { rounds, seeded } from '#test/torture.ts'
import type { Random } from '#test/torture.ts'

const ADMIN = fileURLToPath(new URL('../admin.ts', import.meta.url))
/** One is killed so often, and started again. */
const KILLS = rounds(1) + 2
const UPLOADERS = 2
const SHARED = 'all-change-it'
/** What has to have happened, as it is counted. */
const KINDS = [
  'creates',
  'updates',
  'conflicts',
  'reads',
  'searches',
  'long searches',
  'histories',
  'uploads',
  'codes',
  'sessions at the other server',
  'lost answers',
]

test(
  'of two servers behind a proxy one is killed at any moment, and nobody who asks the other notices',
  { timeout: 120_000 + KILLS * 15_000 },
  async () => {
    const random = seeded()
    const { places, proxy, pair, keys, openUploads } = await newPair()
    const beside = await openStore(places)
    const closing = onceOnly(() => beside.close())
    onTestFinished(closing)
    await beside.organizations.add({ id: 'o', slug: 'o-slug', name: 'O' })
    await Promise.all([pair.start(0), pair.start(1)])
    const callers = new PairCallers(proxy.url, { token: TOKEN, organization: 'o', random })
    const words: Words = new Map()
    const left: Sending[] = []
    const failed: unknown[] = []
    const working = work(callers, { words, left, beside })
    // It is heard when the rounds have ended.
    working.catch(() => undefined)
    for (let round = 0; round < KILLS && !callers.isStopping; round += 1)
      await all([signInOnce(callers, pair), killOne(pair, random)]).catch((error: unknown) => {
        callers.stop()
        failed.push(error)
      })
    // A slow machine comes to all of it later.
    const isDone = () => callers.isStopping || KINDS.every((what) => callers.tally.has(what))
    await expect.poll(isDone, { timeout: 60_000 }).toBe(true)
    callers.stop()
    await working
    expect(failed).toEqual([])
    // Whoever died took what it was asked for with it; the other left nothing without its answer.
    expect(proxy.broken.filter(({ target }) => !pair.dead.has(target))).toEqual([])
    // Of an upload that is left on its way a kill is the cause, or the end.
    expect(left.length).toBeLessThanOrEqual(UPLOADERS * (KILLS + 1))
    await untilIndexed(beside)
    await findWords(callers, pair, words)
    await pair.end()
    await closing()
    await inspect(places, async (store) => {
      for (const sending of left) await finish(store, callers, sending)
      const versions = await wholeVersions(store)
      expectAcknowledged(callers, versions)
      await expectAudited(store, callers)
      await store.contents.collect()
      await store.uploads.expire()
      const needed = versions.flatMap(({ body }) =>
        body?.content ? [`contents/${body.content.owner}/${body.content.sha256}`] : [],
      )
      expect((await keys()).toSorted()).toEqual([...new Set([...needed, 'home'])].toSorted())
      expect(await openUploads()).toBe(0)
      await wholeVersions(store)
      report(callers, proxy, versions)
    })
  },
)

function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

/** Everybody at once, until they are to stop or one finds something wrong. */
async function work(
  callers: PairCallers,
  { words, left, beside }: { words: Words; left: Sending[]; beside: Store },
): Promise<void> {
  const repeat = async (one: () => Promise<void>) => {
    while (!callers.isStopping) await one()
  }
  const own = [1, 2].map((name) => ({ id: `own-${name}`, versionId: 0 }))
  const everyone = [
    ...[1, 2].map(() => repeat(() => create(callers, words))),
    repeat(() => createAsRivals(callers, words)),
    ...own.map((one) => repeat(() => changeOwn(callers, one))),
    ...[1, 2].map(() => repeat(() => changeShared(callers, SHARED))),
    repeat(() => collect(beside, callers)),
    repeat(() => search(callers)),
    repeat(() => searchLong(callers)),
    repeat(() => readHistories(callers, SHARED)),
    ...Array.from({ length: UPLOADERS }, () =>
      repeat(async () => {
        const unfinished = await uploadInParts(callers)
        if (unfinished) left.push(unfinished)
      }),
    ),
  ]
  const watched = everyone.map((one) =>
    one.catch((error: unknown) => {
      callers.stop()
      throw error
    }),
  )
  await all(watched)
}

/** Fails as the first of them that fails, once all have ended: nobody is left at work. */
async function all(works: Promise<void>[]): Promise<void> {
  await Promise.allSettled(works)
  await Promise.all(works)
}

/** Without one there is the other, for a moment or until this one answers again. */
async function killOne(pair: Pair, random: Random): Promise<void> {
  await delay(300 + random.int(1200))
  const which = random.int(2)
  await pair.kill(which)
  await delay(random.int(300))
  await pair.start(which)
}

/** As the servers do every 15 minutes, and at their start. */
async function collect(store: Store, callers: PairCallers): Promise<void> {
  const { files } = await store.contents.collect()
  await store.uploads.expire()
  if (files > 0) callers.count('collects that removed something')
  await delay(20)
}

/** A printed code is good once, whichever server is asked, and its session is good at each of them at once. */
async function signInOnce(callers: PairCallers, pair: Pair): Promise<void> {
  const env = {
    ...process.env,
    ...pair.env,
    BINNACLE_DATA: await newFolder(),
    PORT: '0',
  }
  const { stdout } = await promisify(execFile)(process.execPath, [ADMIN, 'link'], { env })
  const code = /#code=(\S+)/.exec(stdout)?.[1]
  const asked = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  }
  const answers = await Promise.all([1, 2, 3, 4].map(() => callers.ask('/session', asked)))
  const isCertain = answers.every((answer) => answer !== undefined)
  const given = answers.flatMap((answer) => answer ?? [])
  for (const answer of given) callers.expectStatus(answer, [200, 401], 'exchange of a code')
  const tokens = given.filter(({ status }) => status === 200)
  expect(tokens.length).toBeLessThanOrEqual(1)
  if (isCertain) expect(tokens.length).toBe(1)
  for (const { bytes, by } of tokens) {
    callers.count('codes')
    const { token } = JSON.parse(String(bytes)) as { token: string }
    await useSession(callers, { token, by })
  }
}

/** Whoever answers knows the session, also while, and after, the server that began it is killed. */
async function useSession(
  callers: PairCallers,
  { token, by }: { token: string; by: string },
): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const servers = new Set<string>()
  for (let turn = 0; turn < 20; turn += 1) {
    const answer = await callers.insist('/organizations', { headers })
    callers.expectStatus(answer, [200], 'request of a session')
    servers.add(answer.by)
    await delay(50)
  }
  if ([...servers].some((server) => server !== by)) callers.count('sessions at the other server')
}

function report({ tally }: PairCallers, { given }: RoundRobin, versions: Version[]): void {
  const requests = [...given.values()].reduce((sum, one) => sum + one, 0)
  const told = [...tally].map(([what, times]) => `${times} ${what}`).join(', ')
  process.stdout.write(
    `${KILLS} kills, ${requests} requests, ${versions.length} versions: ${told}\n`,
  )
}
