import type { ReactNode } from 'react'
import { basePath } from '#site/base-path.ts'
import type { ConsoleConfig, SignInConfig } from '#site/console-config.ts'
import { Mark } from '#ui/display/Mark.tsx'
import type { SessionChannel } from '../channel.ts'
import type { CheckToken } from '../credentials.ts'
import { requestHandOver } from '../hand-over.ts'
import { idlePhase } from '../idle.ts'
import type { Session } from '../session.ts'
import {
  sharedEnds,
  type SessionEnds,
  type signedInBefore,
  type StoredSession,
} from '../storage.ts'
import { createIdentityProvider } from './identity-provider.ts'
import { keepPending, readReturn } from './pending.ts'
import { problemOf } from './problems.ts'
import { flag, since, usedGenerations } from './remembered.ts'
import { Renewer } from './renewer.ts'
import { SignIn } from './sign-in.ts'
import type { Return } from './take-return.ts'
import { tellAsker, windowChannel, type WindowChannel } from './windows.ts'
import styles from '../session.module.css'

/** How long another tab may take to hand its session over, which its person sees nothing of. Milliseconds. */
const TAKE_OVER_MS = 3_000

/** How long the window that has asked may take to answer. Milliseconds. */
const ASKER_MS = 2_000

/** When what is shown once the provider may be gone is loaded: as late as other parts of that kind. Milliseconds. */
const LOAD_AHEAD_MS = 10_000

/** What the composition root has built already. */
export interface StartDeps {
  config: ConsoleConfig
  session: Session
  check: CheckToken
  channel: SessionChannel
  /** Nobody is signed in, and nobody is on the way: what was kept for whoever comes back is not wanted any longer. */
  onNobody: () => void
}

/** Signing in with the configured provider, on what the browser has. */
export function createSignIn(deps: StartDeps): SignIn | undefined {
  const { session, check } = deps
  const { signIn: config, apiBase } = deps.config
  if (!config) return undefined
  const provider = createIdentityProvider(
    config,
    `${location.origin}${basePath()}/connect`,
    flag(`binnacle.says-when ${config.issuer}`),
  )
  const renewer = new Renewer({
    current: () => session.credentials.accepted(),
    renew: (current) => provider.renew(current),
    isAway: (error) => problemOf(error).kind === 'away',
    takeOver: (wants) => requestHandOver(deps.channel, TAKE_OVER_MS, wants),
    inTurn: async (work, signal) => {
      await navigator.locks.request(`binnacle.renewal ${apiBase}`, { signal }, work)
    },
    used: usedGenerations(apiBase),
    accept: (next) => session.renewed(next),
    askAnew: () => session.askForRenewal(),
    isOnline: () => navigator.onLine,
    now: createClock(),
    random: Math.random,
  })
  const signIn = new SignIn({
    name: config.name ?? new URL(config.issuer).host,
    provider,
    session,
    check,
    renewer,
    channel: channelOf(config),
    keepPending: (pending) => keepPending(() => sessionStorage, pending),
    anew: since(`binnacle.ask-anew ${config.issuer}`),
    go: (url, replace) => (replace ? location.replace(url) : location.assign(url)),
    halt: () => window.stop(),
  })
  signIn.subscribe(() => tellOfNobody(deps, signIn))
  watch(signIn)
  return signIn
}

/**
 * In a window that was opened to sign in for another one: tells that one, and closes.
 * @returns whether that is what this window is
 */
export async function returnToAsker(
  config: SignInConfig,
  taken: Return,
  render: (node: ReactNode) => void,
): Promise<boolean> {
  const { parameters, pending } = readReturn(taken, basePath())
  if (pending || !(await tellAsker(channelOf(config), parameters, ASKER_MS))) return false
  window.close()
  render(<ReturnWindow />)
  return true
}

/** In the window that has asked: puts the page there that was asked for, and signs in. */
export function finish(signIn: SignIn, taken: Return): void {
  const returned = readReturn(taken, basePath())
  if (returned.pending) history.replaceState(null, '', returned.pending.place)
  void signIn.finish(returned)
}

/** After a reload: asks the provider for whoever was signed in, where that needs no question; else tells that nobody is. */
export function comeBack(
  deps: StartDeps,
  signIn: SignIn,
  before: ReturnType<typeof signedInBefore>,
): void {
  askSilently(deps, signIn, before)
  tellOfNobody(deps, signIn)
}

/** To be called whenever the step has changed, and where none is taken. */
function tellOfNobody(
  { session, onNobody }: Pick<StartDeps, 'session' | 'onNobody'>,
  signIn: Pick<SignIn, 'get'>,
): void {
  const { step } = signIn.get()
  if (step !== 'leaving' && step !== 'returning' && !session.credentials.actor()) onNobody()
}

function askSilently(
  { session, config }: StartDeps,
  signIn: SignIn,
  before: ReturnType<typeof signedInBefore>,
): void {
  const ends = sharedEnds(() => localStorage, config.apiBase)
  const idleMs = config.idleMinutes * 60_000
  if (session.get().phase !== 'signed-out' || !before) return
  // Whoever comes back would take the place of what the link is to sign in with.
  if (session.offered() !== undefined) return
  if (!mayReturn(before, ends, Date.now(), idleMs)) return
  const { pathname, search, hash } = location
  void signIn.goThere(pathname + search + hash, true)
}

function channelOf({ issuer, clientId }: SignInConfig): WindowChannel {
  return windowChannel(`${issuer} ${clientId}`)
}

/**
 * Whether a page that was loaded anew may ask the provider for its person without asking anybody: not after a lock, a
 * sign-out, or the time after which the screen would have locked.
 */
export function mayReturn(
  before: Omit<StoredSession, 'accepted'>,
  ends: SessionEnds,
  now: number,
  idleMs: number,
): boolean {
  const isSame = before.ends === ends.current()
  return isSame && idlePhase(before.lastActivity, now, idleMs).phase !== 'over'
}

/** Milliseconds since the epoch, which go on when the clock of the machine is set back, and when the machine slept. */
function createClock(): () => number {
  const begun = Date.now() - performance.now()
  return () => Math.max(Date.now(), begun + performance.now())
}

/** Timers stand still in a sleeping machine, and are slow in a hidden tab. */
function watch(signIn: SignIn): void {
  const { renewer } = signIn
  setInterval(() => renewer.tick(), 1_000)
  document.addEventListener('visibilitychange', () => renewer.tick())
  window.addEventListener('online', () => renewer.atOnce())
  stayWhenKept(window, signIn)
  setTimeout(() => void import('../door/ProviderDoor.tsx').catch(() => undefined), LOAD_AHEAD_MS)
}

/**
 * Back from the provider by the browser's button, to a page that was kept as it was. A page that is just loaded is shown
 * as well, perhaps after it has begun to ask the provider.
 */
export function stayWhenKept(page: EventTarget, signIn: Pick<SignIn, 'stay'>): void {
  page.addEventListener('pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) signIn.stay()
  })
}

/** In the window that has signed in for another one, where the browser does not let it close itself. */
function ReturnWindow() {
  return (
    <main className={styles['door']}>
      <title>Back to the other window</title>
      <div className={styles['card']}>
        <Mark size={40} />
        <h1>Back to the other window</h1>
        <p role="status" className={styles['lead']}>
          The page that you were on continues there. You can close this window.
        </p>
      </div>
    </main>
  )
}
