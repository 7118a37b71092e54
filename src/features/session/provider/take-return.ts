/** What the provider has put into the address, and what this tab had kept for it, unread. */
export interface Return {
  parameters: string
  kept: string | null
}

/** Where a tab keeps what it has to know when the provider sends it back. */
export const PENDING_KEY = 'binnacle.sign-in'

/**
 * Takes what the provider has sent out of the address and the history. To be called before anything renders, and before
 * anything else reads the address; `readReturn` tells what it is. What was kept is good for one page, whichever that is.
 *
 * @param page `location` and `history` of the window
 * @param base the path below which the console is
 * @returns `undefined` on every address that is not a return from the provider
 */
export function takeReturn(
  page: {
    location: { pathname: string; search: string }
    history: { replaceState: (state: unknown, unused: string, url: string) => void }
  },
  storage: () => Storage,
  base: string,
): Return | undefined {
  let kept: string | null = null
  try {
    kept = storage().getItem(PENDING_KEY)
    storage().removeItem(PENDING_KEY)
  } catch {
    // Storage may be forbidden.
  }
  const { pathname, search } = page.location
  if (
    pathname !== `${base}/connect` ||
    !/[?&]state=/.test(search) ||
    !/[?&](code|error)=/.test(search)
  )
    return undefined
  page.history.replaceState(null, '', pathname)
  return { parameters: search, kept }
}
