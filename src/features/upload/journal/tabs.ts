import { newUuid } from '../queue/item.ts'

/** Which tab this is, and which others are there: no upload may run in two of them. */
export interface Tabs {
  /** This tab's own id, the same after a reload. */
  own: string
  /** Whether a tab that sleeps may be taken for gone, so that it must look again before it starts anything. */
  isDoubtful: boolean
  /** Acts while it is certain that the tab is gone and stays so. @returns undefined where it is there */
  ifGone: <Result>(tab: string, act: () => Promise<Result>) => Promise<Result | undefined>
  /** Resolves once a tab that was there is gone and has not come back, as it does with a reload. */
  whenGone: (tab: string, signal: AbortSignal) => Promise<void>
}

const KEY = 'binnacle.uploads.tab'
/** Milliseconds in which the page before a reload lets go. */
const LETTING_GO = 3_000
/** Milliseconds in which a tab that is loaded anew is back. */
const COMING_BACK = 10_000

/** The id that this tab had before a reload. A tab that was duplicated has it too: whoever is there keeps it. */
export function storedTab(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}

export function storeTab(tab: string): void {
  try {
    sessionStorage.setItem(KEY, tab)
  } catch {
    // Without it the tab is another one after a reload, and takes over what the former one had.
  }
}

/** By a lock that each tab holds as long as it lives (https://www.w3.org/TR/web-locks/). */
export async function tabsByLocks(locks: LockManager, before = storedTab()): Promise<Tabs> {
  let own = before ?? newUuid()
  if (!(await hold(locks, own))) {
    own = newUuid()
    await hold(locks, own)
  }
  storeTab(own)
  const ifGone: Tabs['ifGone'] = async (tab, act) =>
    locks.request(nameOf(tab), { ifAvailable: true }, async (lock) =>
      lock === null ? undefined : act(),
    )
  return {
    own,
    isDoubtful: false,
    ifGone,
    async whenGone(tab, signal) {
      for (;;) {
        await locks.request(nameOf(tab), { signal }, () => undefined)
        await pause(COMING_BACK, signal)
        if (await ifGone(tab, async () => true)) return
      }
    },
  }
}

/** Resolves once it is known whether the lock is this page's; it is then held until the page is gone. */
function hold(locks: LockManager, tab: string): Promise<boolean> {
  return new Promise((resolve) => {
    locks
      .request(nameOf(tab), { signal: AbortSignal.timeout(LETTING_GO) }, () => {
        resolve(true)
        return new Promise<never>(() => undefined)
      })
      .catch(() => resolve(false))
  })
}

function nameOf(tab: string): string {
  return `binnacle.uploads ${tab}`
}

/** @throws AbortError */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
