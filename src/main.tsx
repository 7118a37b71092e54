/** The composition root: the only file that builds session, workspaces, queue and router together. */
import '#ui/styles/base.css'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Actor } from '#api/transport/actor.ts'
import { App } from '#app/App.tsx'
import { REFUSED, STALE, watchConnection } from '#app/state/connection.ts'
import { loadConfig } from '#app/state/load-config.ts'
import { lastOrganization } from '#app/state/organization.tsx'
import { overlay } from '#app/state/overlay.ts'
import { createWorkspaces, type Workspaces } from '#app/state/workspace.ts'
import {
  forgetAccessReasons,
  hideAccessReasons,
  logCdataFor,
  openAccessReasons,
} from '#features/access-reason/reasons.ts'
import { forgetVisits } from '#features/activity/forget-visits.ts'
import { createLazyBulk } from '#features/binaries/bulk/lazy-bulk.ts'
import { listOrder } from '#features/binaries/list/list-order.ts'
import { forgetViews } from '#features/binaries/search/forget-views.ts'
import { conflicts, hasTypedConflict } from '#features/edit/conflicts.ts'
import {
  forgetOrganizations,
  keepsRecent,
  recentOrganizations,
} from '#features/organizations/recent.ts'
import { tabChannel, type SessionDeps } from '#features/session/channel.ts'
import { createTokenCheck } from '#features/session/check-token.ts'
import type { CredentialsChange } from '#features/session/credentials.ts'
import { takeLinkFromAddress } from '#features/session/link/token-link.ts'
import { takeReturn } from '#features/session/provider/take-return.ts'
import { Session } from '#features/session/session.ts'
import { noStorage, sharedEnds, signedInBefore, tabStorage } from '#features/session/storage.ts'
import { watchActivity } from '#features/session/watch-activity.ts'
import { createLazyQueue } from '#features/upload/queue/lazy-queue.ts'
import { leftByLeaving, unfinishedCount } from '#features/upload/queue/queue-state.ts'
import type { UploadQueue } from '#features/upload/queue/upload-queue.ts'
import { revokeAllObjectUrls } from '#lib/object-urls.ts'
import { basePath } from '#site/base-path.ts'
import type { ConsoleConfig } from '#site/console-config.ts'
import { paths } from '#site/paths.ts'
import { applyAppearance } from '#ui/appearance.ts'
import { dismissAllToasts } from '#ui/feedback/toasts.ts'
import { dropUnsaved, hasUnsaved, suspendUnsaved } from '#ui/unsaved.ts'

// Before anything renders, waits or fails: what signs in must not stay in the address.
const tabOnly = () => window.sessionStorage
const returned = takeReturn(window, tabOnly, basePath())
let offered = takeLinkFromAddress(window)
const tab = tabStorage(tabOnly)
window.addEventListener('pagehide', keepOffered)
applyAppearance()
void start()

/** There is usually no other tab that could answer, and the connect page waits for it. */
const HAND_OVER_MS = 250

async function start(): Promise<void> {
  const root = createRoot(document.getElementById('root') ?? document.body)
  const loaded = await loadConfig()
  if (!loaded.ok) {
    const { ConfigProblems } = await import('#app/ConfigProblems.tsx')
    root.render(<ConfigProblems problems={loaded.problems} />)
    return
  }
  window.removeEventListener('pagehide', keepOffered)
  const { config } = loaded
  const provider = config.signIn && (await loadProvider())
  const render = (node: ReactNode) => root.render(node)
  if (provider && config.signIn && returned) {
    if (await provider.returnToAsker(config.signIn, returned, render)) return
  }
  const before = signedInBefore(tabOnly)
  const { begin, ...props } = compose(config, provider)
  await begin(before)
  render(<App {...props} />)
}

/** Where it can't be loaded a token still signs in, and the page says so. */
const loadProvider = () => import('#features/session/provider/start.tsx').catch(() => undefined)

function compose(config: ConsoleConfig, provider: Awaited<ReturnType<typeof loadProvider>>) {
  const channel = tabChannel(config.apiBase)
  const session = createSession(config, {
    channel,
    hasUnfinished: () => unfinished().length > 0,
    renews: () => signIn?.renewer.refused() === true,
  })
  if (offered !== undefined) session.offer(offered)
  const { credentials } = session
  const workspaces = createWorkspaces(config.apiBase, logCdataFor)
  const check = createTokenCheck(config.apiBase, () =>
    [...config.organizations, ...recentOrganizations.get()].map(({ id }) => id),
  )
  const own = { config, session, check, channel, onNobody: forgetAccessReasons }
  const signIn = provider?.createSignIn(own)
  const deps = {
    actor: credentials.actor,
    apiFor: workspaces.apiFor,
    cacheFor: (actor: Actor) => workspaces.of(actor).cache,
  }
  const uploads = createLazyQueue({ ...deps, keptFor: config.apiBase })
  const bulk = createLazyBulk(deps)
  let wasLocked = false
  const follow = (change: CredentialsChange, actor: Actor) => {
    followCredentials(change, actor, workspaces, uploads)
    // A renewed token, which is told as well, takes no notice away.
    if (change === 'present' && wasLocked) bulk.remind()
    wasLocked = change === 'locked'
  }
  credentials.onChange(follow)
  const first = credentials.actor()
  if (first) follow(first.isPresent() ? 'present' : 'locked', first)
  // Of a session that ended while this tab was elsewhere; with a provider, once it is known that nobody comes back.
  else if (!signIn) forgetAccessReasons()
  const unfinished = (queued = unfinishedCount(uploads.get().items)) => {
    return [
      queued > 0 ? `${queued} ${queued === 1 ? 'file' : 'files'} to upload` : '',
      bulk.isRunning() ? 'a bulk change' : '',
      hasUnsaved() || hasTypedConflict() ? 'unsaved changes' : '',
    ].filter((part) => part !== '')
  }
  askBeforeUnload(() => unfinished(leftByLeaving(uploads.get().items)).length > 0)
  watchActivity(session)
  watchConnection(() => {
    const actor = credentials.actor()
    if (actor) void workspaces.of(actor).cache.refetchQueries(STALE)
  })
  watchTokenLinks(session)
  /** @param before whoever had signed in at the provider before the page was loaded anew */
  const begin = async (before: ReturnType<typeof signedInBefore>) => {
    if (provider && signIn && returned) return provider.finish(signIn, returned)
    await session.startFromAnotherTab(HAND_OVER_MS)
    if (signIn) provider?.comeBack(own, signIn, before)
  }
  return { config, session, check, signIn, unfinished, workspaces, uploads, bulk, begin }
}

/** A reload before the configuration has arrived must not lose the link. */
function keepOffered(): void {
  if (offered !== undefined) tab.writeOffered(offered)
}

function createSession(
  config: ConsoleConfig,
  deps: Pick<SessionDeps, 'channel' | 'hasUnfinished' | 'renews'>,
): Session {
  const inMemory = config.tokenStorage === 'memory'
  if (inMemory) {
    offered ??= tab.readOffered()
    tab.writeOffered(undefined)
  }
  return new Session({
    storage: inMemory ? noStorage() : tab,
    ends: sharedEnds(() => window.localStorage, config.apiBase),
    now: Date.now,
    idleMs: config.idleMinutes * 60_000,
    ...deps,
  })
}

/** What a lock, its end, a sign-out and another person mean for everything that is kept outside of the session. */
function followCredentials(
  change: CredentialsChange,
  actor: Actor,
  workspaces: Workspaces,
  uploads: UploadQueue,
): void {
  switch (change) {
    case 'present':
      openAccessReasons(actor.subject)
      suspendUnsaved(false)
      uploads.unlock()
      void workspaces.of(actor).cache.refetchQueries(REFUSED)
      return
    case 'locked':
      hideAccessReasons()
      suspendUnsaved(true)
      uploads.lock()
      dropContent(actor, workspaces)
      return
    case 'ended':
      forgetAccessReasons()
      forgetViews()
      dropUnsaved()
      conflicts.set(undefined)
      // The list tells its order once more when it is taken away.
      setTimeout(() => listOrder.set(undefined))
      lastOrganization.set(undefined)
      if (!keepsRecent.get()) {
        forgetOrganizations()
        forgetVisits()
      }
      overlay.set('none')
      dropContent(actor, workspaces)
  }
}

/** Drops everything that was loaded; a second time once the pages that showed it are gone. */
function dropContent(actor: Actor, workspaces: Workspaces): void {
  const { cache } = workspaces.of(actor)
  const drop = () => {
    // Whoever unlocks at once has begun to load anew.
    if (actor.isPresent()) return
    void cache.cancelQueries()
    cache.clear()
    revokeAllObjectUrls()
  }
  dismissAllToasts()
  drop()
  setTimeout(drop)
}

function askBeforeUnload(mustAsk: () => boolean): void {
  window.addEventListener('beforeunload', (event) => {
    if (mustAsk()) event.preventDefault()
  })
}

/** A link that signs in may be followed in a tab that is open already: the router, which listens later, must never see it. */
function watchTokenLinks(session: Session): void {
  window.addEventListener('popstate', (event) => {
    const link = takeLinkFromAddress(window)
    if (link === undefined) return
    event.stopImmediatePropagation()
    session.offer(link)
    // On the connect page nothing would move: the router looks at the address once more, which has nothing of it now.
    if (location.pathname === basePath() + paths.connect())
      window.dispatchEvent(new PopStateEvent('popstate'))
  })
}
