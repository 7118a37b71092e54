/**
 * What `config.json` may say: how one build of the console is fitted to a place. Every key has a default,
 * so an empty object is a whole configuration. docs/configuration.md explains each.
 */
export interface ConsoleConfig {
  /** In the top bar and in titles. */
  name: string
  /** An image of this origin, or nothing for the compass rose. */
  logo: string | undefined
  /** Where the API is: '' for this origin, a path, or an absolute http(s) address. Without a slash at its end. */
  apiBase: string
  organizations: ConfiguredOrganization[]
  idleMinutes: number
  /** `tab`: the tab's session storage; `memory`: gone with a reload. */
  tokenStorage: 'tab' | 'memory'
  /** What one file may weigh, in millions of bytes, where the server or a proxy before it takes no more. */
  maxFileMegabytes: number | undefined
  /** By type of resource: where the patient, or whatever a file is filed under, is shown elsewhere. See `contextLink`. */
  contextLinks: Readonly<Record<string, string>>
  /** The identity provider, where people sign in with one. */
  signIn: SignInConfig | undefined
  accessReason: AccessReasonConfig
}

export interface SignInConfig {
  /** Its address, below which its description lies; for SMART on FHIR, that of the FHIR server. */
  issuer: string
  clientId: string
  /** With blanks between them; `openid` is one of them. */
  scopes: string
  /** What people call it; else the issuer's host. */
  name: string | undefined
  /** What else the provider wants in the request for a sign-in: `audience`, or `resource` (RFC 8707). */
  parameters: Readonly<Record<string, string>>
}

export interface ConfiguredOrganization {
  /** Id or slug. */
  id: string
  name: string
  /** Where it differs from what holds for all. */
  accessReason: Partial<AccessReasonConfig>
}

export interface AccessReasonConfig {
  /** Nothing is sent before a reason is given. */
  required: boolean
  /** How `log-cdata` is written. */
  format: 'kv' | 'json'
  /** Offered to choose from; any other may be typed. */
  reasons: string[]
  templates: AccessReasonTemplate[]
}

export interface AccessReasonTemplate {
  name: string
  values: Record<string, string | number | boolean>
}

export const defaultConfig: ConsoleConfig = {
  name: 'Binnacle',
  logo: undefined,
  apiBase: '',
  organizations: [],
  idleMinutes: 15,
  tokenStorage: 'tab',
  maxFileMegabytes: undefined,
  contextLinks: {},
  signIn: undefined,
  accessReason: { required: false, format: 'kv', reasons: [], templates: [] },
}

/** What holds for one organization: its own settings over those for all. */
export function accessReasonFor(
  config: ConsoleConfig,
  org: string | undefined,
): AccessReasonConfig {
  const own = config.organizations.find((organization) => organization.id === org)?.accessReason
  return { ...config.accessReason, ...own }
}
