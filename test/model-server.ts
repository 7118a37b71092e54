import type { Client } from '#api/transport/client.ts'
import type { JsonAnswer } from '#api/transport/read-answer.ts'
import type { ApiRequest } from '#api/transport/request.ts'
import { SHA256_EXTENSION, UPLOAD_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary, Bundle, BundleEntry } from '#fhir/types.ts'
import { answer, answerOf, bundleOf, busy, lost, refusal, type Version } from './model-answers.ts'

/** What a model of a server declares and what it really does. */
export interface ModelTraits {
  /**
   * `refused`: declared, and answered with 405. `replaced`: taken, but `If-None-Match` is ignored. `together`: taken in a
   * batch, and alone answered with 405, as by a gateway that lets no PUT through.
   */
  ownIds: 'taken' | 'replaced' | 'refused' | 'together' | 'undeclared'
  tags: boolean
  checksums: boolean
  /**
   * Many creates in one request: `refused`: declared, and answered with 405. `silent`: done, and answered with nothing.
   * `turned`: done, and answered in another order.
   */
  batch?: 'taken' | 'refused' | 'silent' | 'turned'
}

/** What happens to one write on its way. */
export type Mishap =
  | 'none'
  /** It never arrives. */
  | 'before'
  /** It is done, and its answer is lost. */
  | 'after'
  /** Its answer is lost, and it is done nine seconds later. */
  | 'late'
  /** It is done, and the browser repeats it by itself: the second answer arrives. */
  | 'twice'
  | 'busy'
  /** Of a batch: of three entries one is refused for the moment, and one is done although it is said to have failed. */
  | 'partly'

/** A server as a value, behind the console's client: for properties that no sequence of mishaps may break. */
export class ModelServer {
  /** Oldest first. */
  readonly versions: Version[] = []
  /** Requests that held many creates. */
  batches = 0
  readonly #traits: ModelTraits
  readonly #mishaps: Mishap[]

  constructor(traits: ModelTraits, mishaps: readonly Mishap[]) {
    this.#traits = traits
    this.#mishaps = [...mishaps]
  }

  /** The ids of all that is stored. */
  ids(): string[] {
    return [...new Set(this.versions.map(({ id }) => id))]
  }

  get client(): Client {
    const json = async (request: ApiRequest) => this.#read(request)
    const client: Partial<Client> = {
      crossOrigin: false,
      json,
      content: json,
      upload: (request, _, signal) => this.#write(request, signal),
      linkPath: (link) => link,
    }
    return client as Client
  }

  async #write(request: ApiRequest, signal?: AbortSignal): Promise<JsonAnswer> {
    const body = JSON.parse(await new Response(request.body).text()) as Binary | Bundle
    const mishap = this.#mishaps.shift() ?? 'none'
    if (body.resourceType !== 'Bundle') {
      const sha256 = await checksumOf(body.data ?? '')
      if (this.#traits.ownIds === 'together' && request.method === 'PUT') {
        throw refusal(request.method, request.path, 405)
      }
      return this.#befall(mishap, request, () => this.#commit(request, body, sha256))
    }
    this.batches += 1
    const created = await Promise.all((body.entry ?? []).map(createdBy))
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (signal?.aborted === true) {
      // It was on its way already.
      this.#lost(() => this.#batch(request, created, mishap))
      throw signal.reason
    }
    return this.#befall(mishap, request, () => this.#batch(request, created, mishap))
  }

  async #befall(mishap: Mishap, request: ApiRequest, act: () => JsonAnswer): Promise<JsonAnswer> {
    switch (mishap) {
      case 'none':
      case 'partly':
        return act()
      case 'before':
        throw lost(request)
      case 'after':
        this.#lost(act)
        throw lost(request)
      case 'late':
        setTimeout(() => this.#lost(act), 9_000)
        throw lost(request)
      case 'twice':
        this.#lost(act)
        return act()
      case 'busy':
        throw busy(request)
    }
  }

  #batch({ method, path }: ApiRequest, created: readonly Created[], mishap: Mishap): JsonAnswer {
    const { batch } = this.#traits
    if (batch === 'refused') throw refusal(method, path, 405)
    const entry = created.map(({ binary, sha256, isNew }, at) => {
      if (mishap === 'partly' && at % 3 === 0) return { response: { status: '503 Busy' } }
      const put: ApiRequest = {
        method: 'PUT',
        path: `${path}/Binary/${binary.id}`,
        headers: isNew ? { 'If-None-Match': '*' } : {},
      }
      const done = this.#entry(put, binary, sha256)
      return mishap === 'partly' && at % 3 === 1 ? { response: { status: '500' } } : done
    })
    if (batch === 'silent') return answer(undefined)
    const ordered = batch === 'turned' ? entry.toReversed() : entry
    return answer({ resourceType: 'Bundle', type: 'batch-response', entry: ordered })
  }

  #entry(request: ApiRequest, binary: Binary, sha256: string): object {
    try {
      const { status, headers } = this.#commit(request, binary, sha256)
      const stored = this.versions.findLast(({ id }) => id === binary.id)
      const resource = stored && this.#shown(stored).binary
      return { resource, response: { status: `${status}`, location: headers.get('Location') } }
    } catch (error) {
      const { status } = error as { status?: number }
      return { response: { status: `${status} Refused` } }
    }
  }

  /** Whatever it comes to, nobody hears of it. */
  #lost(act: () => JsonAnswer): void {
    try {
      act()
    } catch {
      // A refusal, which is lost as well.
    }
  }

  #commit({ method, path, headers = {} }: ApiRequest, binary: Binary, sha256: string): JsonAnswer {
    const { ownIds } = this.#traits
    if (method === 'POST') {
      const tag = decodeURIComponent(headers['If-None-Exist'] ?? '').split('|')[1]
      const twin = this.versions.find(({ binary: { meta } }) =>
        meta?.tag?.some(({ system, code }) => system === UPLOAD_SYSTEM && code === tag),
      )
      if (tag !== undefined && twin) return answerOf(200, twin)
      return answerOf(201, this.#add(crypto.randomUUID(), method, binary, sha256))
    }
    const id = path.split('/').at(-1) ?? ''
    const current = this.versions.findLast((one) => one.id === id)
    const isCreate = 'If-None-Match' in headers
    if (isCreate && ownIds === 'refused') throw refusal(method, path, 405)
    if (isCreate && current && ownIds !== 'replaced') throw refusal(method, path, 412)
    const match = /"(.*)"/.exec(headers['If-Match'] ?? '')?.[1]
    if (match !== undefined && match !== current?.versionId) throw refusal(method, path, 412)
    return answerOf(current ? 200 : 201, this.#add(id, method, binary, sha256))
  }

  #add(id: string, method: string, binary: Binary, sha256: string): Version {
    const versionId = String(this.versions.filter((one) => one.id === id).length + 1)
    const lastUpdated = new Date().toISOString()
    const version = { id, versionId, lastUpdated, method, binary, sha256 }
    this.versions.push(version)
    return version
  }

  #read({ method, path }: ApiRequest): JsonAnswer {
    const [place = '', query = ''] = path.split('?')
    const rest = place.split('/fhir/4/')[1]?.split('/') ?? []
    if (rest[0] === 'metadata') return answer(this.#statement())
    const [, id, history, versionId] = rest
    if (id === '_history') return answer(bundleOf(this.versions.map((one) => this.#shown(one))))
    const all = this.versions.filter((one) => one.id === id)
    if (history !== undefined && versionId === undefined && all.length > 0) {
      return answer(bundleOf(all.map((one) => this.#shown(one))))
    }
    const found = versionId
      ? all.find((one) => one.versionId === versionId)
      : all.findLast(() => true)
    if (!found) throw refusal(method, path, 404)
    const shown = this.#shown(found)
    if (query.includes('_elements')) return answer(shown.binary)
    return answer({ ...shown.binary, data: found.binary.data })
  }

  #statement(): object {
    const { ownIds, tags, batch } = this.#traits
    const resource = {
      type: 'Binary',
      updateCreate: ownIds !== 'undeclared',
      conditionalCreate: true,
      searchParam: tags ? [{ name: '_tag', type: 'token' }] : [],
    }
    const interaction = batch === undefined ? [] : [{ code: 'batch' }]
    return { resourceType: 'CapabilityStatement', rest: [{ resource: [resource], interaction }] }
  }

  /** As a read gives it: without content, with the checksum where there are such. */
  #shown(version: Version): Version {
    const { id, versionId, lastUpdated, sha256 } = version
    const { data: _, ...fields } = version.binary
    const extension = [{ url: SHA256_EXTENSION, valueString: sha256 }]
    const meta = { ...fields.meta, versionId, lastUpdated }
    const checksum = this.#traits.checksums ? { _data: { extension } } : {}
    return { ...version, binary: { ...fields, id, meta, ...checksum } }
  }
}

interface Created {
  isNew: boolean
  binary: Binary
  sha256: string
}

async function createdBy({ resource, request }: BundleEntry): Promise<Created> {
  const binary = resource as Binary
  const isNew = request?.ifNoneMatch === '*'
  return { binary, isNew, sha256: await checksumOf(binary.data ?? '') }
}

async function checksumOf(base64: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.fromBase64(base64))
  return new Uint8Array(digest).toHex()
}
