import { useState } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useSession, useSessionState } from '#features/session/context.tsx'
import { TokenForm } from '#features/session/door/TokenForm.tsx'
import { isRecord } from '#lib/is-record.ts'
import { paths } from '#site/paths.ts'
import { Mark } from '#ui/display/Mark.tsx'
import { serverName, useConfig } from '../state/config.tsx'
import styles from '#features/session/session.module.css'

/** The sign-in page; afterwards it leads to the page that was asked for. */
export default function ConnectPage() {
  const { key, state } = useLocation()
  const { phase } = useSessionState()
  if (phase === 'active') return <Navigate to={placeIn(state)} replace />
  // A link with a token that is followed while this page is open is a new visit to it.
  return <Door key={key} />
}

function Door() {
  const config = useConfig()
  const session = useSession()
  const [offered] = useState(session.offered)
  const server = serverName(config)
  return (
    <main className={styles['door']}>
      <title>{`Connect · ${config.name}`}</title>
      <div className={styles['card']}>
        <div className={styles['brand']}>
          {config.logo === undefined ? <Mark size={40} /> : <img src={config.logo} alt="" />}
          <span className={styles['brandName']}>{config.name}</span>
        </div>
        <h1>Connect</h1>
        <p className={styles['lead']}>
          Paste your access token, or open the link that the server printed when it started.
        </p>
        <TokenForm action="Connect" server={server} offered={offered} />
        <p className={styles['foot']}>
          {config.tokenStorage === 'tab'
            ? 'The token stays in this tab until you sign out or close it.'
            : 'The token stays in memory only: after a reload you enter it again.'}{' '}
          It is sent only to <code>{server}</code>.
        </p>
      </div>
    </main>
  )
}

/** Only what the shell has put into the history itself: a path of this console. */
function placeIn(state: unknown): string {
  const from = isRecord(state) ? state['from'] : undefined
  return typeof from === 'string' && /^\/(?!\/)/.test(from) ? from : paths.organizations()
}
