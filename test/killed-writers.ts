import { createHash } from 'node:crypto'
import type { Version } from '#server/store/binaries.ts'
import type { Random } from './torture.ts'

/** What a version holds; neither for a deletion. */
export interface Written {
  sha256: string | undefined
  language: string | undefined
}

/** Several callers of the API at once for the test of kills, who remember what they were told and asked for last. */
export class KilledWriters {
  readonly #base: string
  readonly #organization: string
  readonly #token: string
  readonly #random: Random
  /** Binaries that nobody is changing right now, as they are. */
  readonly #free = new Map<string, Written & { versionId: number }>()
  /** Of the latest `write`: what the server said is stored, by `id/versionId`. */
  acknowledged = new Map<string, Written>()
  /** Of the latest `write`: what it was asked for and never answered. */
  interrupted: { id: string | undefined; written: Written }[] = []

  constructor(organization: string, token: string, random: Random) {
    this.#organization = organization
    this.#base = `/organizations/${organization}/fhir/4/Binary`
    this.#token = token
    this.#random = random
  }

  /** Writes until the server is gone. @throws when it answers with an error */
  async write(address: string): Promise<void> {
    this.acknowledged = new Map()
    this.interrupted = []
    const writer = async () => {
      while (await this.#writeOne(address)) continue
    }
    await Promise.all([writer(), writer(), writer(), writer(), writer()])
  }

  /** What was found after the kill is what the next round builds on. */
  continueFrom(versions: Version[]): void {
    for (const { organizationId, id, versionId, body } of versions)
      if (organizationId === this.#organization)
        this.#free.set(id, {
          versionId: Number(versionId),
          sha256: body?.content?.sha256,
          language: body?.fields.language,
        })
    this.acknowledged = new Map()
    this.interrupted = []
  }

  /** @returns whether the server is still there */
  async #writeOne(address: string): Promise<boolean> {
    const request = this.#choose()
    const { id, written } = request
    let response: Response
    try {
      response = await fetch(`${address}${this.#base}${id === undefined ? '' : `/${id}`}`, {
        ...request.init,
        headers: {
          authorization: `Bearer ${this.#token}`,
          prefer: 'return=minimal',
          ...request.headers,
        },
      })
    } catch {
      this.interrupted.push({ id, written })
      return false
    }
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const name =
      id === undefined
        ? /([^/]+)\/_history\/1$/.exec(response.headers.get('location') ?? '')?.[1]
        : id
    const versionId = request.versionId
    if (name === undefined) throw new Error('A create without a Location.')
    this.acknowledged.set(`${name}/${versionId}`, written)
    this.#free.set(name, { ...written, versionId })
    return true
  }

  #choose(): Sent {
    const random = this.#random
    const [id, before] = [...this.#free].at(random.int(Math.max(this.#free.size, 1))) ?? []
    if (id === undefined || before === undefined || random.once(3))
      return random.once(2) ? rawCreate(random) : jsonPut(random, undefined, 1)
    this.#free.delete(id)
    const versionId = before.versionId + 1
    const match = { 'if-match': `W/"${before.versionId}"` }
    const choice = before.sha256 === undefined ? 0 : random.int(3)
    if (choice === 0) return jsonPut(random, id, versionId, match)
    if (choice === 1) return patch(random, id, versionId, before, match)
    const written = { sha256: undefined, language: undefined }
    return { id, versionId, written, init: { method: 'DELETE' }, headers: match }
  }
}

interface Sent {
  id: string | undefined
  /** What the new version will be called. */
  versionId: number
  written: Written
  init: { method: string; body?: string | Uint8Array<ArrayBuffer> }
  headers: Record<string, string>
}

/** Mostly small, at times some megabytes, now and then the same bytes as others have. */
function content(random: Random): Uint8Array<ArrayBuffer> {
  const dice = random.int(20)
  if (dice === 0) return Buffer.from(`same ${random.int(3)}`)
  return random.bytes(dice < 4 ? random.int(2_000_000) : random.int(1, 20_000))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function language(random: Random): string {
  return `x-${random.int(1_000_000)}`
}

function rawCreate(random: Random): Sent {
  const bytes = content(random)
  const written = { sha256: sha256(bytes), language: language(random) }
  const headers = {
    'content-type': 'application/octet-stream',
    'content-language': written.language,
  }
  return { id: undefined, versionId: 1, written, init: { method: 'POST', body: bytes }, headers }
}

function jsonPut(random: Random, id: string | undefined, versionId: number, match = {}): Sent {
  const bytes = content(random)
  const written = { sha256: sha256(bytes), language: language(random) }
  const resource = {
    resourceType: 'Binary',
    ...(id !== undefined && { id }),
    contentType: 'application/octet-stream',
    language: written.language,
    data: Buffer.from(bytes).toString('base64'),
  }
  const init = { method: id === undefined ? 'POST' : 'PUT', body: JSON.stringify(resource) }
  return {
    id,
    versionId,
    written,
    init,
    headers: { 'content-type': 'application/fhir+json', ...match },
  }
}

function patch(
  random: Random,
  id: string,
  versionId: number,
  before: Written,
  match: object,
): Sent {
  const written = { sha256: before.sha256, language: language(random) }
  const body = JSON.stringify([{ op: 'replace', path: '/language', value: written.language }])
  const headers = { 'content-type': 'application/json-patch+json', ...match }
  return { id, versionId, written, init: { method: 'PATCH', body }, headers }
}
