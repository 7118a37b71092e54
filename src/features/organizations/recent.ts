import { isRecord } from '#lib/is-record.ts'
import { createStore } from '#ui/store.ts'

/** An organization as it can be opened: by the id or slug that is in the address. */
export interface KnownOrganization {
  id: string
  name: string
}

const KEY = 'binnacle.organizations'
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

function write(next: readonly KnownOrganization[]): void {
  recentOrganizations.set(next)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // Storage may be forbidden or full: then they are known until the page is left.
  }
}

function read(): readonly KnownOrganization[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return parseKnown(kept)
  } catch {
    return []
  }
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
