import { requestHandOver } from '#features/session/hand-over.ts'
import type { Given } from '#features/session/provider/answers.ts'
import { Renewer } from '#features/session/provider/renewer.ts'
import { browser } from './session-tabs.ts'

/** Seconds. */
export const LIFE = 300

/**
 * What a provider does with refresh tokens, as far as tabs can get it wrong: each is good once, and who brings a used one
 * loses all (RFC 9700 section 4.14.2). The real one is asked in identity-provider.test.ts.
 */
function modelProvider(now: () => number, pause: () => Promise<unknown>) {
  let made = 0
  let revoked = 0
  const used = new Set<string>()
  const counts = { inFlight: 0, most: 0, reused: 0, renewed: 0 }
  const give = (subject: string): Given => {
    made += 1
    const grant = {
      subject,
      generation: `g${made}`,
      refreshToken: `refresh-${made}`,
      receivedAt: now(),
      expiresIn: LIFE,
    }
    return { token: `token-${made}`, subject, subjectFrom: 'provider', grant }
  }
  const model = {
    counts,
    isUp: true,
    give,
    /** Nothing that was given so far renews anything. */
    revoke: () => void (revoked = made),
    renew: async (current: Given): Promise<Given> => {
      counts.inFlight += 1
      counts.most = Math.max(counts.most, counts.inFlight)
      await pause()
      counts.inFlight -= 1
      if (!model.isUp) throw new TypeError('away')
      const { refreshToken = '', subject } = current.grant
      if (Number(refreshToken.replace('refresh-', '')) <= revoked) throw new Error('invalid_grant')
      if (used.has(refreshToken)) {
        counts.reused += 1
        throw new Error('invalid_grant')
      }
      used.add(refreshToken)
      counts.renewed += 1
      return give(subject)
    },
  }
  return model
}

/** Tabs of one browser, each with a session and what renews it. */
export function setUp(pause: () => Promise<unknown> = () => Promise.resolve()) {
  const all = browser()
  const model = modelProvider(() => all.clock.now, pause)
  const used = new Set<string>()
  const net = { isOnline: true }
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>, signal: AbortSignal) => {
    const mine = turn.then(() => {
      signal.throwIfAborted()
      return work()
    })
    turn = mine.catch(() => undefined)
    return mine
  }
  const open = () => {
    const tab = all.tab()
    const { session } = tab
    const renewer = new Renewer({
      current: () => session.credentials.accepted(),
      renew: model.renew,
      isAway: (error) => error instanceof TypeError,
      takeOver: (wants) => requestHandOver(tab.channel, 1, wants),
      inTurn,
      used,
      accept: (next) => session.renewed(next),
      askAnew: () => session.askForRenewal(),
      isOnline: () => net.isOnline,
      now: () => all.clock.now,
      random: () => 0,
    })
    tab.renewWith(() => renewer.refused())
    session.credentials.onChange(() => renewer.follow())
    /** A request that meets a 401. */
    const refuse = () => {
      const actor = session.credentials.actor()
      return actor?.renew(tab.token() ?? '') ?? Promise.resolve('abandoned' as const)
    }
    return { ...tab, renewer, refuse }
  }
  const pass = async (seconds: number, tabs: ReturnType<typeof open>[]) => {
    all.clock.now += seconds * 1000
    for (const { renewer } of tabs) renewer.tick()
    await settle()
  }
  return { model, net, open, pass, clock: all.clock, sent: all.sent }
}

/** What is due by promises and the shortest timers. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 4))
