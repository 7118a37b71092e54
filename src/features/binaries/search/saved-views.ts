/**
 * Sets of filters under a name. Each belongs to one person in one organization of one server; nobody else is shown it,
 * and it ends with the session unless its owner wants it kept on this machine. What is stored is the view's address.
 */
import { isRecord } from '#lib/is-record.ts'
import { createStore } from '#ui/store.ts'
import { VIEW_KEYS } from './forget-views.ts'
import { decodeView, encodeView } from './search-codec.ts'
import type { SearchView } from './search-view.ts'

/** Who looks: a person, at a server, in an organization as the address names it. */
export interface Viewer {
  /** Equal for the same person at the same server alone. */
  person: string
  org: string
}

/** Whose views: `org` is the organization's id where that is known. */
export interface ViewOwner extends Viewer {
  /** All that addresses call the organization: its id and its slug. */
  names: readonly string[]
}

export interface SavedView {
  id: string
  name: string
  /** Query and fragment, as `encodeView` writes them. */
  address: string
  /** Stays on this machine after signing out. */
  kept: boolean
}

type StoredView = SavedView & Viewer

const MOST_VIEWS = 50
const LONGEST_NAME = 80
/** Characters: some two thousand ids. */
const LONGEST_ADDRESS = 80_000

const stored = createStore<readonly StoredView[]>(readAll())

addEventListener('storage', (event) => {
  const ours = event.key === null || Object.values<string>(VIEW_KEYS).includes(event.key)
  if (!ours) return
  storable = true
  stored.set(readAll())
})

export const savedViews = {
  subscribe: stored.subscribe,
  /** The same array until something changes. */
  get: stored.get,
}

/** The owner of a viewer's views, by what the server says of its organizations. */
export function ownerOf(
  { person, org }: Viewer,
  organizations: readonly { id: string; slug: string }[],
): ViewOwner {
  const listed = organizations.find(({ id, slug }) => id === org || slug === org)
  return { person, org: listed?.id ?? org, names: listed ? [listed.id, listed.slug] : [org] }
}

/** Those of one owner, by name. */
export function viewsOf(all: readonly StoredView[], owner: ViewOwner): SavedView[] {
  return all
    .filter(({ person, org }) => person === owner.person && owner.names.includes(org))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** Why a view can't be called that, or `true`. @param except the view that is renamed */
export function canName(owner: ViewOwner, text: string, except?: string): true | string {
  const name = text.trim()
  const others = viewsOf(stored.get(), owner).filter(({ id }) => id !== except)
  if (name === '') return 'Enter a name.'
  if (name.length > LONGEST_NAME) return `A name has up to ${LONGEST_NAME} characters.`
  if (others.some((view) => view.name === name)) return `There is a view “${name}” already.`
  if (except === undefined && others.length >= MOST_VIEWS) {
    return `${MOST_VIEWS} views are kept for an organization. Delete one first.`
  }
  return true
}

/** Why what is shown can't be saved, or `true`. */
export function canSave(view: SearchView): true | string {
  const address = addressOf(view)
  if (address === '') return 'Nothing is filtered or sorted: there is nothing to save.'
  if (address.length > LONGEST_ADDRESS) return 'These are too many ids for a saved view.'
  return true
}

/** Of what is kept under a name: not the file that is open, nor how the server is asked. */
export function addressOf(view: SearchView): string {
  return encodeView({ ...view, open: undefined, method: 'POST' })
}

/** What opening it shows. */
export function viewOf({ address }: SavedView): SearchView {
  const [search = '', hash = ''] = address.split('#')
  return { ...decodeView(search, hash).view, open: undefined, method: 'POST' }
}

export function addView(owner: ViewOwner, view: Omit<SavedView, 'id'>): void {
  const { person, org } = owner
  write([...fresh(), { ...view, person, org, name: view.name.trim(), id: crypto.randomUUID() }])
}

/** Puts back what was deleted. */
export function restoreView(owner: ViewOwner, view: SavedView): void {
  const { person, org } = owner
  write([...fresh().filter(({ id }) => id !== view.id), { ...view, person, org }])
}

export function changeView(id: string, change: Partial<Omit<SavedView, 'id'>>): void {
  write(fresh().map((one) => (one.id === id ? { ...one, ...change } : one)))
}

export function deleteView(id: string): void {
  write(fresh().filter((one) => one.id !== id))
}

/** Another tab may have written a moment ago. */
function fresh(): readonly StoredView[] {
  return storable ? readAll() : stored.get()
}

/** Storage may be forbidden or full: then views last until the page is left. */
let storable = true

function write(views: readonly StoredView[]): void {
  stored.set(views)
  try {
    const put = (key: string, kept: boolean) => {
      localStorage.setItem(key, JSON.stringify(views.filter((view) => view.kept === kept)))
    }
    put(VIEW_KEYS.session, false)
    put(VIEW_KEYS.kept, true)
    storable = true
  } catch {
    storable = false
  }
}

function readAll(): readonly StoredView[] {
  return [...read(VIEW_KEYS.session, false), ...read(VIEW_KEYS.kept, true)]
}

/** Storage may hold anything. */
function read(key: string, kept: boolean): StoredView[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    if (!Array.isArray(list)) return []
    return list.filter(isRecord).flatMap(({ id, name, address, person, org }) => {
      const all = [id, name, address, person, org]
      if (!all.every((one) => typeof one === 'string')) return []
      const [idText = '', nameText = '', addressText = '', personText = '', orgText = ''] = all
      return [
        {
          id: idText,
          name: nameText,
          address: addressText,
          person: personText,
          org: orgText,
          kept,
        },
      ]
    })
  } catch {
    return []
  }
}
