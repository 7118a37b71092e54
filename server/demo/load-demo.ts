import { readFile } from 'node:fs/promises'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { BinaryFields, Change } from '#server/store/binaries.ts'
import type { ContentRef, StagedContent } from '#server/store/contents.ts'
import { StoreConflict } from '#server/store/errors.ts'
import type { Store } from '#server/store/store.ts'
import { DEMO_ORGANIZATION, SAMPLES, type SampleFile } from './sample-files.ts'
import { instantOf, type Step } from './step.ts'
import { STORY } from './story.ts'

/**
 * Writes the sample organization where it is missing, dated back from `now`, and continues where an earlier load was cut
 * short. Of servers that start at once one does. An organization that somebody has worked on, or that took the slug before, is left alone.
 * @returns whether anything was written
 */
export async function loadDemo(store: Store, { now }: { now: Date }): Promise<boolean> {
  const present = await store.organizations.find(DEMO_ORGANIZATION.slug)
  if (present !== undefined && present.id !== DEMO_ORGANIZATION.id) return false
  if (present === undefined && !(await isFirst(store))) return false
  const missing = STORY.slice(await stepsDone(store))
  const staged = await stageContents(store, missing)
  try {
    const contents = await keepAll(staged)
    for (const step of missing)
      if (!(await hasTold(store, changeOf(step, contents, now)))) return false
  } finally {
    await Promise.all(Array.from(staged.values(), (content) => content.drop()))
  }
  return missing.length > 0
}

/** @returns whether no other server has begun at the same time */
async function isFirst(store: Store): Promise<boolean> {
  try {
    await store.organizations.add(DEMO_ORGANIZATION)
    return true
  } catch (error) {
    if (error instanceof StoreConflict) return false
    throw error
  }
}

/** @returns whether no other server tells the same: then it goes on alone */
async function hasTold(store: Store, change: Change): Promise<boolean> {
  try {
    const { outcome } = await store.binaries.commit(change)
    return outcome !== 'stale' && outcome !== 'unchanged'
  } catch (error) {
    if (error instanceof StoreConflict) return false
    throw error
  }
}

/** How far the story has been told; all of it, when what stands there is not its beginning. */
async function stepsDone(store: Store): Promise<number> {
  const page = await store.binaries.typeHistory(DEMO_ORGANIZATION.id, { count: 1 })
  const [named] = page.versions
  if (named === undefined) return 0
  const newest = await store.binaries.current(DEMO_ORGANIZATION.id, named.id)
  const step = STORY[page.total - 1]
  const ours = step?.author === newest?.author && step && SAMPLES[step.of].id === named.id
  return ours === true ? page.total : STORY.length
}

async function stageContents(
  store: Store,
  steps: readonly Step[],
): Promise<ReadonlyMap<string, StagedContent>> {
  const names = new Set(steps.flatMap(({ body }) => body?.content ?? []))
  const staged = new Map<string, StagedContent>()
  for (const name of names) staged.set(name, await store.contents.stage(DEMO_ORGANIZATION.id))
  return staged
}

/** Side by side: each waits for the disk, and the first start should not wait for all of them in turn. */
async function keepAll(
  staged: ReadonlyMap<string, StagedContent>,
): Promise<ReadonlyMap<string, ContentRef>> {
  const kept = await Promise.all(
    Array.from(staged, async ([name, content]): Promise<[string, ContentRef]> => {
      await content.write(await readFile(new URL(`files/${name}`, import.meta.url)))
      return [name, await content.keep()]
    }),
  )
  return new Map(kept)
}

function changeOf(step: Step, contents: ReadonlyMap<string, ContentRef>, now: Date): Change {
  const { of, when, author, reason, body } = step
  const common = {
    organizationId: DEMO_ORGANIZATION.id,
    id: SAMPLES[of].id,
    author,
    at: instantOf(when, now).toISOString(),
    ...(reason !== undefined && { reason }),
  }
  // Of nobody else's version than the one that the story has told before.
  const before = STORY.slice(0, STORY.indexOf(step)).filter((one) => one.of === of)
  const ifMatch = [String(before.length)]
  if (body === undefined) return { ...common, kind: 'delete', ifMatch }
  const content = contents.get(body.content)
  const whole = { fields: fieldsOf(body.fields), ...(content !== undefined && { content }) }
  if (before.length === 0) return { ...common, kind: 'create', body: whole }
  return { ...common, kind: 'update', ifMatch, body: whole }
}

function fieldsOf({ name, contentType, language, securityContext }: SampleFile): BinaryFields {
  return {
    resourceType: 'Binary',
    ...(name !== undefined && { meta: { tag: [{ system: FILENAME_SYSTEM, code: name }] } }),
    ...(language !== undefined && { language }),
    contentType,
    ...(securityContext !== undefined && { securityContext: { reference: securityContext } }),
  }
}
