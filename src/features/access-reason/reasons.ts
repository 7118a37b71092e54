import { isRecord } from '#lib/is-record.ts'
import { createStore } from '#ui/store.ts'
import { headerOf, type AccessReason } from './draft.ts'

const KEY = 'binnacle.access-reason'

type Reasons = Readonly<Record<string, AccessReason>>

/** The access reasons of this tab, by the organization as it stands in the address. */
export const accessReasons = createStore<Reasons>({})

/** Whose they are: a reason never goes along with somebody else's requests. */
let owner: string | undefined

/** Somebody has signed in or unlocked the screen: their own reasons are taken up again, anybody else's are dropped. */
export function openAccessReasons(subject: string): void {
  if (owner !== subject) {
    owner = subject
    accessReasons.set(read(subject))
  }
  store()
}

/** The screen is locked: they stay in memory, for the same person and for the uploads that are under way. */
export function hideAccessReasons(): void {
  write(undefined)
}

/** Signed out, or somebody else has signed in. */
export function forgetAccessReasons(): void {
  owner = undefined
  accessReasons.set({})
  write(undefined)
}

export function setAccessReason(org: string, reason: AccessReason): void {
  accessReasons.set({ ...accessReasons.get(), [org]: reason })
  store()
}

/** What goes along with a request of that person, by the organization in its path. */
export function logCdataFor(subject: string, path: string) {
  const [, org] = /\/organizations\/([^/?]+)/.exec(path) ?? []
  if (org === undefined || subject !== owner) return undefined
  const reason = accessReasons.get()[decodeURIComponent(org)]
  return reason === undefined ? undefined : headerOf(reason)
}

function store(): void {
  const reasons = accessReasons.get()
  const isEmpty = Object.keys(reasons).length === 0
  write(isEmpty ? undefined : JSON.stringify({ subject: owner, reasons }))
}

function read(subject: string): Reasons {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (!isRecord(stored) || stored['subject'] !== subject) return {}
    return isRecord(stored['reasons']) ? (stored['reasons'] as Reasons) : {}
  } catch {
    return {}
  }
}

/** Storage may be forbidden: then they last until the page is left. */
function write(text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, text)
  } catch {
    // See above.
  }
}
