import { createStore } from '#ui/store.ts'

/** POST keeps ids out of the logs of servers and proxies; GET is for servers that have no other search. */
type SearchMethod = 'POST' | 'GET'

const KEY = 'binnacle.search-method'

/** How searches are sent from this machine, unless an address says otherwise. */
export const searchMethod = createStore<SearchMethod>(read())

/** Changes and keeps it. */
export function setSearchMethod(method: SearchMethod): void {
  searchMethod.set(method)
  try {
    localStorage.setItem(KEY, method)
  } catch {
    // Storage may be forbidden: then it holds until the page is left.
  }
}

function read(): SearchMethod {
  try {
    return localStorage.getItem(KEY) === 'GET' ? 'GET' : 'POST'
  } catch {
    return 'POST'
  }
}
