import { useSignIn } from '#features/session/context.tsx'
import { ProviderDoor } from '#features/session/door/ProviderDoor.tsx'
import { TokenFields } from '#features/session/door/TokenFields.tsx'
import type { TokenCheck } from '#features/session/door/use-token-check.ts'
import { basePath } from '#site/base-path.ts'
import type { ConsoleConfig } from '#site/console-config.ts'
import { Mark } from '#ui/display/Mark.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { serverName, useConfig } from '../state/config.tsx'
import styles from '#features/session/session.module.css'

/** What the sign-in page shows: the identity provider first, where there is one, and the field for a token. */
export function Door(props: { check: TokenCheck; offered: string | undefined; place: string }) {
  const { check, offered, place } = props
  const config = useConfig()
  const signIn = useSignIn()
  const server = serverName(config)
  const door = { check, offered, server, action: 'Connect', secondary: null }
  return (
    <main className={styles['door']}>
      <title>{`Connect · ${config.name}`}</title>
      <div className={styles['card']}>
        <div className={styles['brand']}>
          {config.logo === undefined ? <Mark size={40} /> : <img src={config.logo} alt="" />}
          <span className={styles['brandName']}>{config.name}</span>
        </div>
        <h1>Connect</h1>
        {config.signIn && !signIn && (
          <Banner tone="warning" role="alert" title="A part of the console could not be loaded">
            Reload the page to sign in with your account.
          </Banner>
        )}
        <p className={styles['lead']}>
          {signIn
            ? 'Sign in with your account to open the files.'
            : 'Paste your access token, or open the link that the server printed when it started.'}
        </p>
        {signIn ? (
          <ProviderDoor {...door} signIn={signIn} place={basePath() + place} />
        ) : (
          <TokenFields {...door} />
        )}
        <p className={styles['foot']}>
          {kept(config, signIn !== undefined)} It is sent only to <code>{server}</code>.
        </p>
      </div>
    </main>
  )
}

/** Where what signs in stays. */
function kept({ tokenStorage }: ConsoleConfig, isSignIn: boolean): string {
  if (isSignIn) return 'Your sign-in stays in memory only.'
  return tokenStorage === 'tab'
    ? 'The token stays in this tab until you sign out or close it.'
    : 'The token stays in memory only: after a reload you enter it again.'
}
