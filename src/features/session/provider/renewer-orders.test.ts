import fc from 'fast-check'
import { expect, test } from 'vitest'
import { setUp, settle } from '#test/renewing-tabs.ts'

type Act =
  | { act: 'pass'; seconds: number }
  | { act: 'provider' | 'net'; isUp: boolean }
  | { act: 'revoke' }
  | { act: 'refuse' | 'lock' | 'sign-in' | 'other' | 'sign-out' | 'new'; at: number }

const at = fc.nat({ max: 2 })
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ act: fc.constant('pass' as const), seconds: fc.constantFrom(1, 6, 60, 245, 400) }),
  fc.record({ act: fc.constantFrom('provider' as const, 'net' as const), isUp: fc.boolean() }),
  fc.record({ act: fc.constantFrom('refuse' as const, 'revoke' as const), at }),
  fc.record({
    act: fc.constantFrom('refuse', 'lock', 'sign-in', 'other', 'sign-out', 'new' as const),
    at,
  }),
)

test('in every order of time, refusals, locks, sign-outs and failures: one renewal at a time, no refresh token twice, no request lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(anyAct, { maxLength: 25 }), async (s, acts) => {
      const { model, net, open, pass, clock } = setUp(() => s.schedule(Promise.resolve()))
      const tabs = [open(), open(), open()]
      const first = model.give('ada')
      for (const { session } of tabs) session.start(first)
      const waiting: Promise<unknown>[] = []
      /** Requests without an answer yet, by tab. */
      const open401 = [0, 0, 0]
      for (const act of acts) {
        const tab = 'at' in act ? tabs[act.at] : undefined
        switch (act.act) {
          case 'pass':
            await pass(act.seconds, tabs)
            break
          case 'provider':
            model.isUp = act.isUp
            break
          case 'net':
            net.isOnline = act.isUp
            for (const { renewer } of tabs) renewer.atOnce()
            break
          case 'revoke':
            model.revoke()
            break
          case 'refuse':
            if (tab) {
              open401[act.at] = (open401[act.at] ?? 0) + 1
              const answered = () => (open401[act.at] = (open401[act.at] ?? 0) - 1)
              waiting.push(tab.refuse().then(answered))
            }
            break
          case 'lock':
            tab?.session.lock()
            break
          case 'sign-in':
            tab?.session.start(model.give('ada'))
            break
          case 'other':
            tab?.session.start(model.give('bob'))
            break
          case 'sign-out':
            tab?.session.signOut()
            break
          case 'new':
            void tab?.session.startFromAnotherTab(1)
        }
        if (s.count() > 1) await s.waitOne()
      }
      model.isUp = true
      net.isOnline = true
      for (let round = 0; round < 4; round += 1) {
        for (const { renewer } of tabs) renewer.atOnce()
        clock.now += 61_000
        for (const { renewer } of tabs) renewer.tick()
        await s.waitIdle()
        await settle()
      }
      expect(model.counts.reused).toBe(0)
      expect(model.counts.most).toBeLessThanOrEqual(1)
      for (const [index, { session, renewer }] of tabs.entries()) {
        const state = session.get()
        const hasGrant = session.credentials.accepted()?.grant !== undefined
        if (!hasGrant) expect(renewer.get()).toEqual({ phase: 'none' })
        else expect(['fresh', 'over']).toContain(renewer.get().phase)
        if (state.phase === 'active' && (open401[index] ?? 0) > 0)
          expect(state.renewal).toBe('asking')
        // Whoever is asked, or locked, is waited for; everybody else has had their answer.
        if (state.phase !== 'signed-out') session.signOut()
      }
      const stuck = Symbol('stuck')
      const ended = await Promise.race([Promise.all(waiting), settle().then(() => stuck)])
      expect(ended).not.toBe(stuck)
    }),
    { numRuns: 60 },
  )
})
