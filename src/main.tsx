/** The composition root: the only file that builds client, cache, session and router together. */
import '#ui/styles/base.css'
import { QueryClient } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { createApi } from '#api/api.ts'
import { createClient } from '#api/transport/client.ts'
import { App } from '#app/App.tsx'
import { createWatchedCache, watchConnection } from '#app/connection.ts'
import { loadConfig } from '#app/load-config.ts'
import { forgetAccessReasons, logCdataFor } from '#features/access-reason/reasons.ts'
import { recentOrganizations } from '#features/organizations/recent.ts'
import { createTokenCheck } from '#features/session/check-token.ts'
import { Session } from '#features/session/session.ts'
import { memoryKeeper, tabChannel, tabKeeper } from '#features/session/storage.ts'
import { takeTokenFromAddress } from '#features/session/token-link.ts'
import { watchActivity } from '#features/session/watch-activity.ts'
import { createUploadQueue } from '#features/upload/queue/upload-queue.ts'
import { watchSession } from '#features/upload/queue/watch-session.ts'
import { revokeAllObjectUrls } from '#lib/object-urls.ts'
import type { ConsoleConfig } from '#site/console-config.ts'
import { paths } from '#site/paths.ts'
import { applyAppearance } from '#ui/appearance.ts'
import { dismissAllToasts } from '#ui/feedback/toasts.ts'

// Before anything renders, waits or fails: a token must not stay in the address.
let offered = takeTokenFromAddress(window)
const tab = tabKeeper(() => window.sessionStorage)
window.addEventListener('pagehide', keepOffered)
applyAppearance()
void start()

async function start(): Promise<void> {
  const root = createRoot(document.getElementById('root') ?? document.body)
  const loaded = await loadConfig()
  window.removeEventListener('pagehide', keepOffered)
  if (loaded.ok) root.render(<App {...compose(loaded.config)} />)
  else {
    const { ConfigProblems } = await import('#app/ConfigProblems.tsx')
    root.render(<ConfigProblems problems={loaded.problems} />)
  }
}

function compose(config: ConsoleConfig) {
  const session = createSession(config)
  if (offered !== undefined) session.offer(offered)
  const cache = new QueryClient({ queryCache: createWatchedCache() })
  const client = createClient({
    base: config.apiBase,
    token: session.token,
    renewToken: session.renewToken,
    logCdata: logCdataFor,
  })
  const check = createTokenCheck(config.apiBase, () =>
    [...config.organizations, ...recentOrganizations.get()].map(({ id }) => id),
  )
  session.onDrop((why) => {
    forget(cache)
    if (why === 'signed-out') forgetAccessReasons()
  })
  watchActivity(session)
  watchConnection(() => void cache.refetchQueries({ type: 'active' }))
  const api = createApi(client)
  const uploads = createUploadQueue({ api, queryClient: cache })
  watchSession(session, uploads)
  watchTokenLinks(session)
  return { config, session, check, api, cache, uploads }
}

/** Who leaves before the configuration is here must not lose the token of the link that brought them. */
function keepOffered(): void {
  if (offered !== undefined) tab.writeOffered(offered)
}

function createSession(config: ConsoleConfig): Session {
  const inMemory = config.tokenStorage === 'memory'
  if (inMemory) {
    offered ??= tab.readOffered()
    tab.writeOffered(undefined)
  }
  return new Session({
    keeper: inMemory ? memoryKeeper() : tab,
    channel: tabChannel(),
    now: Date.now,
    idleMs: config.idleMinutes * 60_000,
  })
}

/** Lets go of everything that came with a token; a second time once the pages that showed it are gone. */
function forget(cache: QueryClient): void {
  const drop = () => {
    void cache.cancelQueries()
    cache.clear()
    revokeAllObjectUrls()
  }
  dismissAllToasts()
  drop()
  setTimeout(drop)
}

/** A link with a token may be followed in a tab that is open already: the router, which listens later, must never see it. */
function watchTokenLinks(session: Session): void {
  window.addEventListener('popstate', (event) => {
    const token = takeTokenFromAddress(window)
    if (token === undefined) return
    event.stopImmediatePropagation()
    session.offer(token)
    // On the connect page nothing would move: the router looks at the address once more, which has no token now.
    if (location.pathname === paths.connect()) window.dispatchEvent(new PopStateEvent('popstate'))
  })
}
