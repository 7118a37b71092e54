import { BATCH_COUNT, BATCH_FILE } from '#api/uploads/batch.ts'
import { isProbing } from './holding.ts'
import { isActive, type UploadItem } from './item.ts'
import type { QueueState } from './queue-state.ts'

/** Which uploads go together in one request: small creates, where the server takes such and there are many of them. */

/** So many must wait before any go together: fewer are sent as fast alone. */
const MANY = 20
/** So many must start at the same time. */
const FEWEST = 5

/**
 * Whether an upload may go with others. While nothing gets through, each goes alone; and so does what has failed once,
 * since it may be the request of all that never gets through.
 */
export function mayGoTogether(
  { target, facts, org, tries }: UploadItem,
  state: QueueState,
): boolean {
  const isSmall = target.kind === 'create' && facts.size <= BATCH_FILE
  return isSmall && tries === 0 && state.batched.includes(org) && !isProbing(state)
}

/** How many places uploads take: each one, but those that go together one for all of a request. */
export function placesOf(running: readonly UploadItem[], state: QueueState): number {
  const [under, starting] = parted(running)
  return requestsOf(under) + placesToStart(starting, state)
}

/**
 * The same, while more may be added to what starts: a few that are too few for a request of their own count as one, since
 * they may become enough.
 */
export function placesSoFar(running: readonly UploadItem[], state: QueueState): number {
  const [under, starting] = parted(running)
  const small = starting.filter((item) => mayGoTogether(item, state))
  const requests = Object.values(Object.groupBy(small, ({ org }) => org)).map((items = []) =>
    Math.ceil(items.length / BATCH_COUNT),
  )
  const alone = starting.length - small.length
  return requestsOf(under) + alone + requests.reduce((sum, one) => sum + one, 0)
}

/** What starts, without the last of those that did not become enough for a request and find no place alone. */
export function fitting(
  under: readonly UploadItem[],
  starting: readonly UploadItem[],
  { state, slots }: { state: QueueState; slots: number },
): UploadItem[] {
  const together = new Set(batchesOf(starting, state).flat())
  const left = [...starting]
  for (let at = left.length - 1; at >= 0; at -= 1) {
    if (placesOf([...under, ...left], state) <= slots) break
    const item = left[at]
    if (item && !together.has(item) && mayGoTogether(item, state)) left.splice(at, 1)
  }
  return left
}

function parted(running: readonly UploadItem[]): [UploadItem[], UploadItem[]] {
  return [running.filter(isActive), running.filter((item) => !isActive(item))]
}

/** Requests of what is under way: only its start has decided what shares one. */
function requestsOf(under: readonly UploadItem[]): number {
  const shared = under.flatMap(({ batch }) => batch ?? [])
  return under.length - shared.length + new Set(shared).size
}

function placesToStart(starting: readonly UploadItem[], state: QueueState): number {
  const batches = batchesOf(starting, state)
  return starting.length - batches.flat().length + batches.length
}

/** Organizations of which enough wait to go together: fewer than else where others of it are going so already. */
export function togetherIn(state: QueueState, running: readonly UploadItem[]): ReadonlySet<string> {
  const found = new Set<string>()
  if (state.batched.length === 0 || isProbing(state)) return found
  const going = Object.groupBy(
    running.filter(({ batch }) => batch !== undefined),
    ({ org }) => org,
  )
  const counts = new Map<string, number>()
  for (const item of state.items) {
    const { org } = item
    if (item.state.kind !== 'waiting' || found.has(org) || !mayGoTogether(item, state)) continue
    const count = (counts.get(org) ?? 0) + 1
    counts.set(org, count)
    const least = (going[org]?.length ?? 0) > state.slots ? FEWEST : MANY
    if (count >= least) found.add(org)
  }
  return found
}

/** Those of one request each, among what starts at the same time. */
export function batchesOf(
  starting: readonly UploadItem[],
  state: QueueState,
): (readonly UploadItem[])[] {
  const small = starting.filter((item) => mayGoTogether(item, state))
  return Object.values(Object.groupBy(small, ({ org }) => org))
    .flatMap((items = []) =>
      Array.from({ length: Math.ceil(items.length / BATCH_COUNT) }, (_, at) =>
        items.slice(at * BATCH_COUNT, (at + 1) * BATCH_COUNT),
      ),
    )
    .filter((items) => items.length >= FEWEST)
}

/** What is known of a server, of which what it declares is one part and what it does the other. */
export function withBatches(
  state: QueueState,
  { org, taken }: { org: string; taken: boolean },
): QueueState {
  if (state.batched.includes(org) === taken) return state
  const others = state.batched.filter((one) => one !== org)
  return { ...state, batched: taken ? [...others, org] : others }
}
