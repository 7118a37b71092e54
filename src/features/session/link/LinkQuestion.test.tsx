import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { browser, tokenOf } from '#test/session-tabs.ts'
import '#ui/styles/base.css'
import { SessionProvider } from '../context.tsx'
import type { AcceptedToken } from '../credentials.ts'
import { LinkQuestion } from './LinkQuestion.tsx'

/** Ada is signed in, has typed something, and a link is followed that signs in with this. */
async function follow(
  accepted: AcceptedToken | Error,
  current = tokenOf('ada'),
  link = '#token=another',
) {
  const { session, changes } = browser().tab()
  session.start(current)
  session.offer(link)
  await render(
    <SessionProvider
      session={session}
      check={async () => {
        if (accepted instanceof Error) throw accepted
        return accepted
      }}
      unfinished={() => ['unsaved changes']}
    >
      <LinkQuestion link={link} server="here" isLocked={false} />
    </SessionProvider>,
  )
  return { session, changes }
}

const dialog = page.getByRole('alertdialog', { name: 'Sign in with the link that was opened?' })
const button = (name: string) => dialog.getByRole('button', { name })

test('a link of the same person is used without discarding anything', async () => {
  const { session, changes } = await follow(tokenOf('ada', 'another'))
  await expect.element(dialog).toMatchTextContent(/another token of yours/)
  await expect.element(dialog).not.toMatchTextContent(/unsaved changes/)
  expect(button('Sign out and use the link').query()).toBeNull()
  await button('Use the link').click()
  expect(session.credentials.accepted()?.token).toBe('another')
  expect(changes).not.toContain('ended')
})

test('a link of another person says whose it is, and what it discards', async () => {
  const { session, changes } = await follow({ ...tokenOf('bob', 'another'), name: 'Bob' })
  await expect.element(dialog).toMatchTextContent(/signs in as Bob/)
  await expect.element(dialog).toMatchTextContent(/Still unfinished: unsaved changes/)
  expect(button('Same person, continue').query()).toBeNull()
  await button('Sign out and use the link').click()
  expect(session.credentials.accepted()?.token).toBe('another')
  expect(changes).toContain('ended')
})

test('where the server names nobody, the same person can say so', async () => {
  const unnamed = (token: string): AcceptedToken => ({
    token,
    subject: `token:${token}`,
    subjectFrom: 'token',
  })
  const { session, changes } = await follow(unnamed('another'), unnamed('first'))
  await expect.element(dialog).toMatchTextContent(/does not say as whom/)
  await button('Same person, continue').click()
  expect(session.credentials.accepted()?.token).toBe('another')
  expect(changes).not.toContain('ended')
})

test('a code that fails leaves the focus on the way back', async () => {
  const { session } = await follow(new Error('used'), tokenOf('ada'), '#code=used')
  await button('Sign out and use the link').click()
  const refusal = page.getByRole('alertdialog', { name: 'The link does not sign in' })
  await expect.element(refusal.getByRole('alert')).toMatchTextContent('Nothing has changed here')
  await expect.element(refusal.getByRole('button', { name: 'Stay signed in' })).toHaveFocus()
  expect(session.credentials.accepted()?.token).toBe('secret-of-ada')
})
