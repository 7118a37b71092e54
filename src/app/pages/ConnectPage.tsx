import { lazy, Suspense, useState } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useSession, useSessionState } from '#features/session/context.tsx'
import { useTokenCheck } from '#features/session/door/use-token-check.ts'
import { isRecord } from '#lib/is-record.ts'
import { paths } from '#site/paths.ts'
import styles from '#features/session/session.module.css'

/** A good link never shows it. */
const Door = lazy(async () => ({ default: (await import('../shell/Door.tsx')).Door }))

/** The sign-in page; afterwards it leads to the page that was asked for. */
export default function ConnectPage() {
  const { key, state } = useLocation()
  const { phase } = useSessionState()
  if (phase === 'active') return <Navigate to={placeIn(state)} replace />
  // A link with a token that is followed while this page is open is a new visit to it.
  return <Offered key={key} place={placeIn(state)} />
}

function Offered({ place }: { place: string }) {
  const session = useSession()
  const [offered] = useState(session.offered)
  const check = useTokenCheck(offered)
  if (check.isOffer) {
    return (
      <main className={styles['door']}>
        <p role="status" className={styles['lead']}>
          Checking the link…
        </p>
      </main>
    )
  }
  return (
    <Suspense fallback={null}>
      <Door {...{ check, offered, place }} />
    </Suspense>
  )
}

/** Only what the shell has put into the history itself: a path of this console. */
function placeIn(state: unknown): string {
  const from = isRecord(state) ? state['from'] : undefined
  return typeof from === 'string' && /^\/(?!\/)/.test(from) ? from : paths.organizations()
}
