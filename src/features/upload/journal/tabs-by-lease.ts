import { newUuid } from '../queue/item.ts'
import { transact } from './database.ts'
import { pause, storedTab, storeTab, type Tabs } from './tabs.ts'

interface Lease {
  tab: string
  /** The page that renews it: after a duplication, two have the same tab. */
  page: string
  /** Milliseconds since the epoch. */
  renewedAt: number
}

/** Milliseconds; a browser lets the timers of a hidden tab run once a minute. */
const LEASE_TIMES = { renew: 5_000, gone: 150_000, watch: 7_000, look: 20_000 }

/**
 * For pages on plain http, which have no Web Locks: each tab renews a lease, and counts as gone when it has not done so
 * for a while. A tab that goes gives it back.
 */
export async function tabsByLease(
  database: () => Promise<IDBDatabase>,
  times = LEASE_TIMES,
  before = storedTab(),
): Promise<Tabs & { stop: () => Promise<void> }> {
  const page = newUuid()
  const read = async (tab: string) =>
    transact(
      await database(),
      'tabs',
      'readonly',
      (store) => store.get(tab) as IDBRequest<Lease | undefined>,
    )
  const isOwned =
    before !== undefined && (await isRenewed(() => read(before), times.watch, Date.now()))
  const own = before === undefined || isOwned ? newUuid() : before
  storeTab(own)
  const renew = async () => {
    const lease: Lease = { tab: own, page, renewedAt: Date.now() }
    await transact(await database(), 'tabs', 'readwrite', (store) => store.put(lease))
  }
  await renew()
  const timer = setInterval(() => void renew().catch(() => undefined), times.renew)
  const giveBack = async () => {
    await transact(await database(), 'tabs', 'readwrite', (store) => store.delete(own))
  }
  // A page that the browser shows again renews it again.
  const onHide = () => void giveBack().catch(() => undefined)
  addEventListener('pagehide', onHide)
  const isGone = async (tab: string) => {
    const lease = await read(tab)
    return lease === undefined || Date.now() - lease.renewedAt > times.gone
  }
  return {
    own,
    isDoubtful: true,
    ifGone: async (tab, act) => ((await isGone(tab)) ? act() : undefined),
    async whenGone(tab, signal) {
      do await pause(times.look, signal)
      while (!(await isGone(tab)))
    },
    async stop() {
      clearInterval(timer)
      removeEventListener('pagehide', onHide)
      await giveBack()
    },
  }
}

/** Whether somebody renews it while this page looks: no lease, or an old one, is nobody's. */
async function isRenewed(
  read: () => Promise<Lease | undefined>,
  watchMs: number,
  now: number,
): Promise<boolean> {
  const first = await read()
  if (first === undefined || now - first.renewedAt > LEASE_TIMES.gone) return false
  await pause(watchMs, new AbortController().signal)
  const second = await read()
  return second !== undefined && second.renewedAt !== first.renewedAt
}
