import { useSyncExternalStore } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { useSession, useSessionState, useSignIn } from './context.tsx'
import type { SignIn } from './provider/sign-in.ts'

/** Over every page, while the server takes no token of this session: why, and what to do. */
export function SessionBanner() {
  const session = useSession()
  const state = useSessionState()
  const signIn = useSignIn()
  if (state.phase !== 'active') return null
  if (state.renewal === 'none') return signIn ? <AwayBanner signIn={signIn} /> : null
  if (state.renewal === 'asking') return null
  const isSignIn = signIn?.isTheirs() === true
  return (
    <Banner
      tone="warning"
      role="status"
      title={isSignIn ? 'Your sign-in has ended' : 'Your access token is no longer accepted'}
      actions={
        <Button size="s" onClick={() => session.askForRenewal()}>
          {isSignIn ? 'Sign in again' : 'Enter another token'}
        </Button>
      }
    >
      {isSignIn
        ? 'Nothing can be loaded or saved until you sign in again.'
        : 'Nothing can be loaded or saved until you enter another one.'}
    </Banner>
  )
}

/** A request waits for the next token, and the provider does not answer. */
function AwayBanner({ signIn }: { signIn: SignIn }) {
  const session = useSession()
  const { renewer, name } = signIn
  const renewal = useSyncExternalStore(renewer.subscribe, renewer.get)
  const isTried = renewal.phase === 'waiting' || renewal.phase === 'renewing'
  if (!isTried || !renewal.needed || renewal.failures === 0) return null
  return (
    <Banner
      tone="warning"
      role="status"
      title={`${name} does not answer`}
      actions={
        <>
          <Button size="s" busy={renewal.phase === 'renewing'} onClick={() => renewer.atOnce()}>
            Try again
          </Button>
          <Button size="s" onClick={() => session.askForRenewal()}>
            Sign in again
          </Button>
        </>
      }
    >
      Your sign-in has to be renewed. Nothing can be loaded or saved until then, and nothing is
      lost: the console keeps trying.
    </Banner>
  )
}
