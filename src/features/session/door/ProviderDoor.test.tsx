import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { setUp } from '#test/renewing-tabs.ts'
import { SessionProvider, useSignIn } from '../context.tsx'
import type { IdentityProvider } from '../provider/identity-provider.ts'
import { SignInError } from '../provider/problems.ts'
import { SignIn } from '../provider/sign-in.ts'
import { windowChannel, tellAsker } from '../provider/windows.ts'
import { SessionBanner } from '../SessionBanner.tsx'
import { ProviderDoor } from './ProviderDoor.tsx'
import { TokenForm } from './TokenForm.tsx'
import { useTokenCheck } from './use-token-check.ts'
import styles from '../session.module.css'
import '#ui/styles/base.css'

let made = 0

/** Ada is signed in, what she typed is unsaved, and the screen is locked or her sign-in has ended. */
async function show(
  how: 'locked' | 'ended',
  answer: { sub: string; fails?: SignInError },
  { name = 'City Clinic', page = <TokenForm action="Continue" server="here" /> } = {},
) {
  const { open, model, ...rest } = setUp()
  const tab = open()
  made += 1
  const client = `door-test ${made}`
  const provider: IdentityProvider = {
    request: async (_, place) => {
      if (answer.fails) throw answer.fails
      const pending = { state: 'mine', verifier: 'v', nonce: 'n', place }
      return { pending, url: 'about:blank' }
    },
    exchange: async () => model.give(answer.sub),
    renew: async (current) => current,
    end: async () => undefined,
  }
  const signIn = new SignIn({
    name,
    provider,
    session: tab.session,
    check: async ({ text }) => ({ token: text, subject: 's', subjectFrom: 'server' }),
    renewer: tab.renewer,
    channel: windowChannel(client),
    keepPending: () => undefined,
    anew: { get: () => undefined, set: () => undefined },
    go: () => undefined,
    halt: () => undefined,
  })
  tab.session.start(model.give('ada'))
  const actor = tab.session.credentials.actor()
  if (how === 'locked') tab.session.lock()
  else tab.session.askForRenewal()
  const session = {
    session: tab.session,
    check: () => Promise.reject(new Error('No token is pasted here.')),
    unfinished: () => ['unsaved changes'],
    signIn,
  }
  await render(
    <SessionProvider {...session}>
      <SessionBanner />
      {page}
    </SessionProvider>,
  )
  const comeBack = () => tellAsker(windowChannel(client), '?code=c&state=mine', 2_000)
  return { ...tab, ...rest, model, actor, signIn, comeBack }
}

/** As on the page where nobody is signed in. */
function InCard() {
  const signIn = useSignIn()
  const check = useTokenCheck(undefined)
  const props = { check, action: 'Connect', server: 'here', offered: undefined, secondary: null }
  return (
    <div className={styles['card']}>
      {signIn && <ProviderDoor {...props} {...{ signIn }} place="/" />}
    </div>
  )
}

const button = (name: string) => page.getByRole('button', { name, exact: true })

test.each(['locked', 'ended'] as const)(
  'the same person comes back by another window, and goes on (%s)',
  async (how) => {
    const { session, actor, comeBack } = await show(how, { sub: 'ada' })
    await expect.element(button('Sign in again')).toHaveFocus()
    await expect.element(page.getByLabelText('Access token')).not.toBeVisible()
    await expect.poll(comeBack).toBe(true)
    await expect.poll(() => session.get()).toMatchObject({ phase: 'active', renewal: 'none' })
    expect(session.credentials.actor()).toBe(actor)
  },
)

test('somebody else is told what would be discarded, and may leave it', async () => {
  const { session, actor, comeBack } = await show('locked', { sub: 'bob' })
  await expect.poll(comeBack).toBe(true)
  await expect
    .element(page.getByRole('alert'))
    .toMatchTextContent(/Somebody else has signed in.*unsaved changes/s)
  expect(session.get().phase).toBe('locked')
  await button('Sign in as somebody else').click()
  await expect.element(button('Sign in again')).toBeVisible()
  expect(actor?.ended.aborted).toBe(false)
})

test('a provider that does not answer is named, and can be asked again', async () => {
  const answer: Parameters<typeof show>[1] = { sub: 'ada', fails: new SignInError('away', 'ECONN') }
  await show('locked', answer)
  await expect.element(page.getByRole('alert')).toMatchTextContent(/City Clinic does not answer/)
  delete answer.fails
  await button('Try again').click()
  await expect.element(button('Sign in again')).toBeVisible()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})

test('a token can be pasted all the same, after the sign-in', async () => {
  await show('locked', { sub: 'ada' })
  await page.getByText('Use an access token instead').click()
  await expect.element(page.getByLabelText('Access token')).toBeVisible()
  await expect.element(button('Continue')).toBeVisible()
})

test('a request that waits for a provider that is away says so, and goes on', async () => {
  const { session, renewer, refuse, model, clock, comeBack } = await show('ended', { sub: 'ada' })
  await expect.poll(comeBack).toBe(true)
  await expect.poll(() => session.get()).toMatchObject({ renewal: 'none' })
  model.isUp = false
  clock.now += 10_000
  const waiting = refuse()
  const notice = page.getByRole('status').filter({ hasText: 'City Clinic does not answer' })
  await expect.element(notice).toBeVisible()
  model.isUp = true
  await notice.getByRole('button', { name: 'Try again' }).click()
  expect(await waiting).toBe('renewed')
  await expect.element(notice).not.toBeInTheDocument()
  expect(renewer.get()).toMatchObject({ phase: 'fresh' })
})

test('a provider with a long name stays inside the card on a phone, and so does a token’s field', async () => {
  await page.viewport(390, 844)
  const name = 'Universitätsklinikum Hamburg-Eppendorf Anmeldedienst'
  await show('ended', { sub: 'ada' }, { name, page: <InCard /> })
  const signIn = button(`Sign in with ${name}`)
  await expect.element(signIn).toBeVisible()
  await page.getByText('Use an access token instead').click()
  const card = document.querySelector(`.${styles['card']}`)?.getBoundingClientRect()
  for (const one of [signIn, button('Show token')]) {
    await expect.element(one).toBeVisible()
    expect(one.element().getBoundingClientRect().right).toBeLessThan(card?.right ?? 0)
  }
})
