import { useRef, useState } from 'react'
import { isAbort } from '#api/transport/errors.ts'
import { assertNever } from '#lib/assert-never.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorDetails } from '#ui/feedback/states.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { useCheckToken, useSession, useUnfinishedWork } from '../context.tsx'
import type { AcceptedToken, Comparison } from '../credentials.ts'
import { useOnceShown, type FailedCheck } from '../door/use-token-check.ts'
import { explainConnect } from './explain-connect.ts'
import { readSecret, type Secret } from './token-link.ts'
import styles from '../session.module.css'

type Found =
  | { kind: 'checking' }
  /** A code is not exchanged before somebody wants it: it would be used up. */
  | { kind: 'code' }
  | { kind: 'accepted'; accepted: AcceptedToken }
  | { kind: 'failed'; failed: FailedCheck }

/**
 * Somebody is signed in, and a link was opened that signs in: whoever sent it may want files to be stored as somebody
 * else, or work to be lost. So nothing changes before an answer.
 */
export function LinkQuestion(props: { link: string; server: string; isLocked: boolean }) {
  const [read] = useState(() => readSecret(props.link))
  return read.ok ? <Question {...props} secret={read.secret} /> : null
}

function Question(props: { secret: Secret; server: string; isLocked: boolean }) {
  const { secret, server, isLocked } = props
  const session = useSession()
  const unfinished = useUnfinishedWork()()
  const { found, busy, follow } = useLink(secret)
  const stay = () => session.declineLink()
  const who = found.kind === 'accepted' ? session.credentials.compare(found.accepted) : undefined
  const canFollow = found.kind === 'code' || found.kind === 'accepted'
  return (
    <Dialog
      title={
        found.kind === 'failed'
          ? 'The link does not sign in'
          : 'Sign in with the link that was opened?'
      }
      role="alertdialog"
      size="s"
      open
      onClose={stay}
      footer={
        <>
          {canFollow && (
            <Button onClick={() => follow()} busy={busy}>
              {who === 'same' ? 'Use the link' : 'Sign out and use the link'}
            </Button>
          )}
          {who === 'unknown' && <Button onClick={() => follow(true)}>Same person, continue</Button>}
          {/* Anew where the other one goes, which may have the focus. */}
          <Button key={String(canFollow)} variant="primary" autoFocus onClick={stay}>
            {isLocked ? 'Keep it locked' : 'Stay signed in'}
          </Button>
        </>
      }
    >
      {found.kind === 'failed' ? (
        <Refusal failed={found.failed} server={server} />
      ) : (
        <p role="status">{said(found, who)} If you did not ask for it, do not use it.</p>
      )}
      {canFollow && who !== 'same' && unfinished.length > 0 && (
        <p>Still unfinished: {unfinished.join(', ')}. Signing out discards that.</p>
      )}
    </Dialog>
  )
}

function Refusal({ failed, server }: { failed: FailedCheck; server: string }) {
  const { title, advice, details } = explainConnect(failed, server)
  return (
    <>
      <p role="alert" className={styles['lead']}>
        {title}. Nothing has changed here.{failed.secret.kind === 'code' && ` ${advice}`}
      </p>
      <ErrorDetails details={details} />
    </>
  )
}

/** Whom the link signs in as, as far as that is known. */
function said(found: Exclude<Found, { kind: 'failed' }>, who: Comparison | undefined): string {
  switch (found.kind) {
    case 'checking':
      return 'Somebody sent you a link that signs in. Checking whom…'
    case 'code':
      return 'Somebody sent you a link that signs in as whoever runs this server.'
    case 'accepted': {
      const { name } = found.accepted
      if (who === 'same')
        return 'Somebody sent you a link that signs in with another token of yours.'
      return `Somebody sent you a link that signs in${name === undefined ? '; the server does not say as whom' : ` as ${name}`}.`
    }
    default:
      return assertNever(found)
  }
}

/** Asks the server whose token it is, and signs in when that is wanted. */
function useLink(secret: Secret) {
  const session = useSession()
  const check = useCheckToken()
  const running = useRef<AbortController>(undefined)
  const [found, setFound] = useState<Found>({
    kind: secret.kind === 'code' ? 'code' : 'checking',
  })
  const [busy, setBusy] = useState(false)

  async function ask(then: (accepted: AcceptedToken) => void) {
    running.current?.abort()
    const asking = new AbortController()
    running.current = asking
    try {
      const accepted = await check(secret, asking.signal)
      if (!asking.signal.aborted) then(accepted)
    } catch (error) {
      if (!asking.signal.aborted && !isAbort(error))
        setFound({ kind: 'failed', failed: { secret, error } })
    }
  }

  function follow(samePerson = false) {
    if (found.kind === 'accepted') session.start(found.accepted, samePerson)
    else {
      setBusy(true)
      void ask((accepted) => session.start(accepted))
    }
  }

  useOnceShown(
    () =>
      secret.kind === 'token' && void ask((accepted) => setFound({ kind: 'accepted', accepted })),
    () => running.current?.abort(),
  )
  return { found, busy, follow }
}
