import type { Client } from '#api/transport/client.ts'
import { failure, type JsonAnswer } from '#api/transport/read-answer.ts'
import type { ApiRequest } from '#api/transport/request.ts'
import { SHA256_EXTENSION, UPLOAD_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'

/** What a model of a server declares and what it really does. */
export interface ModelTraits {
  /** `refused`: declared, and answered with 405. `replaced`: taken, but `If-None-Match` is ignored. */
  ownIds: 'taken' | 'replaced' | 'refused' | 'undeclared'
  tags: boolean
  checksums: boolean
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

interface Version {
  id: string
  versionId: string
  lastUpdated: string
  method: string
  binary: Binary
  sha256: string
}

/** A server as a value, behind the console's client: for properties that no sequence of mishaps may break. */
export class ModelServer {
  /** Oldest first. */
  readonly versions: Version[] = []
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
      upload: (request) => this.#write(request),
      linkPath: (link) => link,
    }
    return client as Client
  }

  async #write(request: ApiRequest): Promise<JsonAnswer> {
    const body = request.body instanceof Blob ? await request.body.text() : String(request.body)
    const binary = JSON.parse(body) as Binary
    const sha256 = await checksumOf(binary.data ?? '')
    const act = () => this.#commit(request, binary, sha256)
    switch (this.#mishaps.shift() ?? 'none') {
      case 'none':
        return act()
      case 'before':
        throw failure(request, 'offline')
      case 'after':
        this.#lost(act)
        throw failure(request, 'offline')
      case 'late':
        setTimeout(() => this.#lost(act), 9_000)
        throw failure(request, 'offline')
      case 'twice':
        this.#lost(act)
        return act()
      case 'busy':
        throw failure({ ...request, response: new Response(null, { status: 503 }) }, 'server')
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
    if (isCreate && current && ownIds === 'taken') throw refusal(method, path, 412)
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
    const { ownIds, tags } = this.#traits
    const resource = {
      type: 'Binary',
      updateCreate: ownIds !== 'undeclared',
      conditionalCreate: true,
      searchParam: tags ? [{ name: '_tag', type: 'token' }] : [],
    }
    return { resourceType: 'CapabilityStatement', rest: [{ resource: [resource] }] }
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

async function checksumOf(base64: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.fromBase64(base64))
  return new Uint8Array(digest).toHex()
}

function bundleOf(versions: Version[]): object {
  return {
    resourceType: 'Bundle',
    type: 'history',
    entry: versions.toReversed().map(({ binary, method }) => ({
      resource: binary,
      request: { method, url: `Binary/${binary.id}` },
    })),
  }
}

function answer(body: unknown, status = 200, headers = new Headers()): JsonAnswer {
  return { status, headers, body, sizes: [] }
}

function answerOf(status: number, { id, versionId }: Version): JsonAnswer {
  const location = `Binary/${id}/_history/${versionId}`
  return answer(undefined, status, new Headers({ Location: location, ETag: `W/"${versionId}"` }))
}

function refusal(method: string, path: string, status: 404 | 405 | 412): Error {
  const kinds = { 404: 'not-found', 405: 'bad-request', 412: 'precondition-failed' } as const
  return failure({ method, path, response: new Response(null, { status }) }, kinds[status])
}
