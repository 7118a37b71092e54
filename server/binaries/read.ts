import { isResourceId } from '#fhir/ids.ts'
import type { BinaryStore, Page, PageRequest, Version } from '#server/store/binaries.ts'
import { notFound, Refusal } from './outcomes.ts'

/** The current version, which may be a deletion. @throws Refusal when there never was one */
export async function readCurrent(
  binaries: BinaryStore,
  organizationId: string,
  id: string,
): Promise<Version> {
  const version = isResourceId(id) ? await binaries.current(organizationId, id) : undefined
  if (version) return version
  throw notFound()
}

/** One version, which may be a deletion. @throws Refusal */
export async function readVersion(
  binaries: BinaryStore,
  organizationId: string,
  id: string,
  versionId: string,
): Promise<Version> {
  const version =
    isResourceId(id) && isResourceId(versionId)
      ? await binaries.version(organizationId, id, versionId)
      : undefined
  if (version) return version
  await readCurrent(binaries, organizationId, id)
  throw new Refusal('not-found', 'There is no such version of this Binary.')
}

/** The history of one Binary. @throws Refusal when there never was one */
export async function readHistory(
  binaries: BinaryStore,
  organizationId: string,
  id: string,
  page: PageRequest & { since?: string },
): Promise<Page> {
  const found = isResourceId(id)
    ? await binaries.instanceHistory(organizationId, id, page)
    : undefined
  if (found) return found
  throw notFound()
}
