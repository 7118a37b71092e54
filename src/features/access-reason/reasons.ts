import { createStore } from '#ui/store.ts'
import { headerOf, type AccessReason } from './draft.ts'

// Above what reads it while the module loads.
const KEY = 'binnacle.access-reason'

/** The access reasons of this tab, by the organization as it stands in the address. They go with the session. */
export const accessReasons = createStore<Readonly<Record<string, AccessReason>>>(read())

export function setAccessReason(org: string, reason: AccessReason): void {
  accessReasons.set({ ...accessReasons.get(), [org]: reason })
  keep(JSON.stringify(accessReasons.get()))
}

export function forgetAccessReasons(): void {
  accessReasons.set({})
  keep(undefined)
}

/** What goes with a request, by the organization in its path. */
export function logCdataFor(path: string) {
  const [, org] = /\/organizations\/([^/?]+)/.exec(path) ?? []
  const reason = org === undefined ? undefined : accessReasons.get()[decodeURIComponent(org)]
  return reason === undefined ? undefined : headerOf(reason)
}

function read(): Record<string, AccessReason> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Record<string, AccessReason>
  } catch {
    return {}
  }
}

/** Storage may be forbidden: then it holds until the page is left. */
function keep(text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, text)
  } catch {
    // See above.
  }
}
