import { isRecord } from '#lib/is-record.ts'
import { createStore } from '#ui/store.ts'

/** An organization as it can be opened: by the id or slug that is in the address. */
export interface KnownOrganization {
  id: string
  name: string
}

const KEY = 'binnacle.organizations'
const KEEPS = 'binnacle.organizations.keep'
const MOST = 8

/** Those opened on this machine, latest first: ids and names alone. */
export const recentOrganizations = createStore<readonly KnownOrganization[]>(read())

/** To be called once an organization has answered, never for one that was only tried. */
export function rememberOrganization(opened: KnownOrganization): void {
  const others = recentOrganizations.get().filter((known) => known.id !== opened.id)
  const [latest] = recentOrganizations.get()
  if (latest?.id === opened.id && latest.name === opened.name) return
  write([opened, ...others].slice(0, MOST))
}

export function forgetOrganizations(): void {
  write([])
}

/** Whether organizations stay known on this machine when a session ends: only where somebody wants it. */
export const keepsRecent = createStore<boolean>(attempt(() => localStorage.getItem(KEEPS)) === '1')

export function setKeepsRecent(on: boolean): void {
  keepsRecent.set(on)
  attempt(() => (on ? localStorage.setItem(KEEPS, '1') : localStorage.removeItem(KEEPS)))
}

/** Storage may be forbidden or full: then all is known until the page is left. */
function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}

function write(next: readonly KnownOrganization[]): void {
  recentOrganizations.set(next)
  attempt(() => localStorage.setItem(KEY, JSON.stringify(next)))
}

function read(): readonly KnownOrganization[] {
  return attempt(() => parseKnown(JSON.parse(localStorage.getItem(KEY) ?? '[]'))) ?? []
}

/** Storage may hold anything: check it. */
export function parseKnown(kept: unknown): KnownOrganization[] {
  if (!Array.isArray(kept)) return []
  return kept
    .filter(isRecord)
    .flatMap(({ id, name }) =>
      typeof id === 'string' && id !== '' && typeof name === 'string' ? [{ id, name }] : [],
    )
    .slice(0, MOST)
}
