import type { OidcConfig } from '#server/settings/oidc.ts'
import type { Looked, OrganizationStore } from '#server/store/store.ts'
import type { Principal } from '../authenticate.ts'
import type { Endpoints } from './discovery.ts'
import { Issuer, type IssuerTimes } from './issuer.ts'
import { Recognizer } from './recognize.ts'

/** The identity provider, as the rest of the server knows it. */
export interface Provider {
  /** Asks it for its keys, now and from time to time. */
  start(): void
  stop(): void
  /**
   * @returns nothing for a text that is not a token of its
   * @throws NotAuthenticated; ProviderAway
   */
  principal(token: string): Promise<Principal | undefined>
  /** Nothing until it has answered for the first time. */
  readonly endpoints: Endpoints | undefined
  finding(): Looked
}

interface Options {
  organizations: Pick<OrganizationStore, 'list'>
  clock: () => Date
  /** Told why a token that the provider did sign is refused. */
  refused: (why: string) => void
  /** Told why the provider can't be asked; nothing once it can again. */
  away: (why: string | undefined) => void
  times?: Partial<IssuerTimes>
}

export function openProvider(
  settings: OidcConfig,
  { organizations, clock, refused, away, times }: Options,
): Provider {
  const issuer = new Issuer(settings.issuer, away, times)
  const recognizer = new Recognizer({ settings, keys: issuer, clock, refused })
  const known = new KnownOrganizations(organizations)
  return {
    start: () => issuer.start(),
    stop: () => issuer.stop(),
    principal: async (token) => {
      const person = await recognizer.recognize(token)
      if (!person) return undefined
      const { subject, name, access, admin, permits } = person
      const ids = person.organizations === 'all' ? 'all' : await known.ids(person.organizations)
      const expires = new Date(person.expires).toISOString()
      return { subject, name, access, admin, permits, organizations: ids, expires }
    },
    get endpoints() {
      return issuer.endpoints
    },
    finding: () => issuer.finding(),
  }
}

/** Which organizations there are, as a moment ago: each request asks for some by name. */
class KnownOrganizations {
  readonly #organizations: Pick<OrganizationStore, 'list'>
  #at = -Infinity
  #ids: Promise<ReadonlyMap<string, string>> | undefined

  constructor(organizations: Pick<OrganizationStore, 'list'>) {
    this.#organizations = organizations
  }

  /** @param names ids or slugs; those that nobody has are left out */
  async ids(names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return []
    const now = performance.now()
    if (!this.#ids || now - this.#at >= FRESH) {
      this.#at = now
      this.#ids = this.#read()
    }
    try {
      const ids = await this.#ids
      return [...new Set(names.flatMap((name) => ids.get(name) ?? []))]
    } catch (error) {
      this.#ids = undefined
      throw error
    }
  }

  async #read(): Promise<ReadonlyMap<string, string>> {
    const list = await this.#organizations.list()
    return new Map(list.flatMap(({ id, slug }) => [[id, id] as const, [slug, id] as const]))
  }
}

/** Milliseconds. */
const FRESH = 1000
