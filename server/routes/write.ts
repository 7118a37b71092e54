import { isUnlimited, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { parseBinaryCriteria } from '#fhir/search/parse.ts'
import {
  checkConditions,
  createBinary,
  findExisting,
  replaceBinary,
  type ReceivedBinary,
} from '#server/binaries/write.ts'
import { Problem } from '#server/http/errors.ts'
import type { PartContext } from '#server/http/guard.ts'
import { versionsOf } from '#server/http/request/headers.ts'
import type { Version } from '#server/store/binaries.ts'
import type { Deps } from './deps.ts'

/** What a create or an update comes to, whether it is a request of its own or a part of a batch. */
export interface Written {
  version: Version
  status: 200 | 201
  /** The content did not come within a resource: the answer says nothing of it either. */
  raw: boolean
}

/** Takes in what came, and drops its content again unless a version needs it after `work`. */
type Receive = (work: (received: ReceivedBinary) => Promise<Written>) => Promise<Written>

interface WriteOf {
  deps: Pick<Deps, 'stores' | 'newId'>
  /** Who writes it, with its audit record. */
  by: PartContext
  organizationId: string
  receive: Receive
}

/** https://hl7.org/fhir/R4/http.html#create and #ccreate. @throws Problem; Refusal; what `receive` throws */
export async function writeNew(
  { deps: { stores, newId }, by, organizationId, receive }: WriteOf,
  ifNoneExist: string | undefined,
): Promise<Written> {
  const { binaries } = stores
  const criteria = readIfNoneExist(ifNoneExist)
  const found = criteria && (await findExisting(binaries, organizationId, criteria))
  if (found) {
    by.audit.id = found.id
    by.audit.versionId = found.versionId
    return { version: found, status: 200, raw: true }
  }
  return receive(async (received) => {
    const target = { organizationId, id: newId() }
    const { version, created } = await createBinary(binaries, by, target, received, criteria)
    return { version, status: created ? 201 : 200, raw: isRaw(received) }
  })
}

/** https://hl7.org/fhir/R4/http.html#update, under its conditions. @throws Problem; Refusal; what `receive` throws */
export async function writeVersion(
  {
    deps: { stores },
    by,
    organizationId,
    receive,
  }: Omit<WriteOf, 'deps'> & {
    deps: Pick<Deps, 'stores'>
  },
  id: string,
  given: { ifMatch: string | undefined; ifNoneMatch: string | undefined },
): Promise<Written> {
  const { binaries } = stores
  const ifNoneMatch = versionsOf('If-None-Match', given.ifNoneMatch)
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new Problem(
      'invalid-request',
      'If-None-Match on an update can only be *: create, but never replace.',
    )
  }
  const conditions = { ifMatch: versionsOf('If-Match', given.ifMatch), ifNoneMatch }
  checkConditions(await binaries.current(organizationId, id), conditions)
  return receive(async (received) => {
    const target = { organizationId, id }
    const version = await replaceBinary(binaries, by, target, received, conditions)
    return { version, status: version.status === '201' ? 201 : 200, raw: isRaw(received) }
  })
}

function isRaw({ raw, apart }: ReceivedBinary): boolean {
  return raw || apart === true
}

/** What is told without reading files one by one, since all writes wait meanwhile. */
const CONDITIONS = new Set(['_id', '_language', '_tag'])
const MOST_TAGS = 50
/** Ids and languages. */
const MOST_LISTED = 500

/**
 * The search in an `If-None-Exist`, with or without what precedes its `?`.
 * @throws Problem when it can't be understood: ignoring a part of it would store a file twice
 */
function readIfNoneExist(header: string | undefined): BinaryCriteria | undefined {
  if (header === undefined) return undefined
  const params = new URLSearchParams(header.slice(header.indexOf('?') + 1))
  for (const name of params.keys()) {
    if (!CONDITIONS.has(name)) {
      throw new Problem(
        'invalid-request',
        `If-None-Exist can search by ${[...CONDITIONS].join(', ')} only.`,
      )
    }
  }
  const criteria = parseBinaryCriteria(params)
  if (criteria.ids.flat().length + criteria.languages.flat().length > MOST_LISTED)
    throw new Problem(
      'invalid-request',
      `If-None-Exist can name ${MOST_LISTED} ids and languages at most.`,
    )
  if (criteria.tags.flat().length > MOST_TAGS)
    throw new Problem('invalid-request', `If-None-Exist can name ${MOST_TAGS} tags at most.`)
  if (!isUnlimited(criteria)) return criteria
  throw new Problem('invalid-request', 'If-None-Exist must be a search such as _id=a1.')
}
