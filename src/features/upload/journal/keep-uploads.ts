import type { Actor } from '#api/transport/actor.ts'
import { formatDateTime } from '#lib/format.ts'
import { toast } from '#ui/feedback/toasts.ts'
import type { UploadItem } from '../queue/item.ts'
import type { UploadQueueDeps } from '../queue/queue-runner.ts'
import { itemAt, type QueueState } from '../queue/queue-state.ts'
import type { QueueEvent } from '../queue/queue.ts'
import { keptOpen } from './database.ts'
import {
  giveFiles,
  openHandles,
  type ChosenFile,
  type GiveDeps,
  type GivenFiles,
} from './give-files.ts'
import { UploadJournal, type QueueJournal } from './journal.ts'
import { flagKept } from './kept-flag.ts'
import { leftByOthers, leftWords, type LeftByOthers } from './others.ts'
import { ownerOf } from './record.ts'
import { tabsByLease } from './tabs-by-lease.ts'
import { tabsByLocks, type Tabs } from './tabs.ts'

export interface KeptUploads {
  /** Writes down that person's uploads, and takes up what they had left. */
  keep: (actor: Actor) => QueueJournal | undefined
  giveFiles: (files: readonly ChosenFile[]) => Promise<GivenFiles>
  openAgain: () => Promise<GivenFiles>
}

/** What outlives the page, joined to the queue: its journal, and the way back from there to the files. */
export function keepUploads(
  deps: UploadQueueDeps,
  dispatch: (event: QueueEvent) => void,
  state: () => QueueState,
): KeptUploads {
  const { keptFor } = deps
  const database = keptOpen()
  const tabs = thisTab(database)
  const giving = (actor: Actor): GiveDeps => ({
    items: () => state().items,
    command: (key, command) => dispatch({ ...command, key }),
    checksum: (file, signal) => deps.apiFor(actor).checksum(file, signal),
  })
  const restored = async (items: readonly UploadItem[], actor: Actor) => {
    if (actor.ended.aborted) return
    dispatch({ type: 'restored', items })
    await openHandles(items, giving(actor), false, actor.ended)
  }
  return {
    keep(actor) {
      if (keptFor === undefined) return undefined
      const owner = ownerOf(keptFor, actor.subject)
      const journal = new UploadJournal({
        owner,
        database,
        tabs,
        read: (key) => itemAt(state(), key),
        onTrouble: sayOnce,
        onKept: flagKept,
      })
      // Where it can't be read, there is nothing to go on with.
      const listen = (items: readonly UploadItem[]) =>
        void restored(items, actor).catch(() => undefined)
      void journal
        .restore(listen)
        .then(async () => leftByOthers(owner, database, await tabs()))
        .then((left) => askAboutOthers(left, actor))
        .catch(() => undefined)
      return journal
    },
    async giveFiles(files) {
      const actor = actorOf(deps)
      return giveFiles(files, giving(actor), actor.ended)
    },
    async openAgain() {
      const actor = actorOf(deps)
      return openHandles(state().items, giving(actor), true, actor.ended)
    },
  }
}

function actorOf({ actor }: UploadQueueDeps): Actor {
  const current = actor()
  if (!current) throw new DOMException('Nobody is signed in.', 'AbortError')
  return current
}

/** Asked for once; again where it failed, since it needs the database on plain http. */
function thisTab(database: () => Promise<IDBDatabase>): () => Promise<Tabs> {
  let asked: Promise<Tabs> | undefined
  return () => {
    // Missing on plain http, whatever the types say.
    const locks = navigator.locks as LockManager | undefined
    asked ??= locks === undefined ? tabsByLease(database) : tabsByLocks(locks)
    asked.catch(() => {
      asked = undefined
    })
    return asked
  }
}

/** Nothing of theirs is shown; who left something may come back, and the machine may be somebody's own by now. */
function askAboutOthers({ left, discard }: LeftByOthers, actor: Actor): void {
  if (left.count === 0 || !actor.isPresent()) return
  const about = 'uploads of others'
  const askAgain = () =>
    toast({
      about,
      tone: 'warning',
      title: `Discard ${left.count === 1 ? 'the upload' : `the ${left.count} uploads`} of somebody else?`,
      body: 'Whoever queued them has to choose the files again. What the server has stored stays. Close this to keep them.',
      action: { label: 'Discard for good', onAction: () => void discard().catch(() => undefined) },
      durationMs: Infinity,
    })
  toast({
    about,
    tone: 'info',
    title: 'Somebody else left uploads unfinished here',
    body: leftWords(left, formatDateTime(new Date(left.lastAt))),
    action: { label: 'Discard…', onAction: askAgain },
    durationMs: Infinity,
  })
}

let hasSaid = false

function sayOnce(): void {
  if (hasSaid) return
  hasSaid = true
  toast({
    tone: 'warning',
    title: 'Uploads are not remembered on this machine',
    body: 'The browser does not let the console store what is queued, or its storage is full. Uploads go on, but what is not finished is forgotten with this tab.',
  })
}
