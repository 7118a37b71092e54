import { readFile } from 'node:fs/promises'
import { FILENAME_SYSTEM } from '#fhir/binary.ts'
import type { BinaryFields, ContentRef, Store } from '../store/store.ts'
import { DEMO_ORGANIZATION, SAMPLES, type SampleFile } from './sample-files.ts'
import { instantOf, type Step } from './step.ts'
import { STORY } from './story.ts'

/**
 * Writes the sample organization where it is missing, dated back from `now`, and goes on where an earlier load was cut
 * short. An organization that somebody has worked on, or that took the slug before, is left alone.
 * @returns whether anything was written
 */
export async function loadDemo(store: Store, { now }: { now: Date }): Promise<boolean> {
  const present = await store.organizations.find(DEMO_ORGANIZATION.slug)
  if (present !== undefined && present.id !== DEMO_ORGANIZATION.id) return false
  if (present === undefined) await store.organizations.add(DEMO_ORGANIZATION)
  const missing = STORY.slice(await stepsDone(store))
  const contents = await keepContents(store, missing)
  for (const step of missing) await store.binaries.commit(changeOf(step, contents, now))
  return missing.length > 0
}

/** How far the story has been told; all of it, when what stands there is not its beginning. */
async function stepsDone(store: Store): Promise<number> {
  const page = await store.binaries.typeHistory(DEMO_ORGANIZATION.id, { count: 1 })
  const [newest] = page.versions
  if (newest === undefined) return 0
  const step = STORY[page.total - 1]
  const ours = step?.author === newest.author && SAMPLES[step.of].id === newest.id
  return ours ? page.total : STORY.length
}

/** Contents go to the disk side by side: each waits for it, and the first start should not wait for all in a row. */
async function keepContents(
  store: Store,
  steps: readonly Step[],
): Promise<ReadonlyMap<string, ContentRef>> {
  const names = new Set(steps.flatMap(({ body }) => body?.content ?? []))
  const kept = await Promise.all(
    Array.from(names, async (name): Promise<[string, ContentRef]> => {
      const bytes = await readFile(new URL(`files/${name}`, import.meta.url))
      const staged = await store.contents.stage()
      try {
        await staged.write(bytes)
        return [name, await staged.keep()]
      } catch (error) {
        await staged.drop()
        throw error
      }
    }),
  )
  return new Map(kept)
}

function changeOf(
  step: Step,
  contents: ReadonlyMap<string, ContentRef>,
  now: Date,
): Parameters<Store['binaries']['commit']>[0] {
  const { of, when, author, reason, body } = step
  const common = {
    organizationId: DEMO_ORGANIZATION.id,
    id: SAMPLES[of].id,
    author,
    at: instantOf(when, now).toISOString(),
    ...(reason !== undefined && { reason }),
  }
  if (body === undefined) return { ...common, kind: 'delete' }
  const content = contents.get(body.content)
  const fields = fieldsOf(body.fields)
  const kind = STORY.find((first) => first.of === step.of) === step ? 'create' : 'update'
  return { ...common, kind, body: { fields, ...(content !== undefined && { content }) } }
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
