import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ErrorDetails } from '#ui/feedback/states.tsx'
import { useSessionState } from '../context.tsx'
import { explainFailure } from '../provider/explain-failure.ts'
import type { SignInFailure } from '../provider/problems.ts'
import type { SignIn } from '../provider/sign-in.ts'
import { TokenFields, WhoIsIt } from './TokenFields.tsx'
import { useOnceShown, type TokenCheck } from './use-token-check.ts'
import styles from '../session.module.css'

interface DoorProps {
  signIn: SignIn
  check: TokenCheck
  server: string
  secondary: ReactNode
}

/** Signing in with the identity provider first, and a token for those who have one. */
export function ProviderDoor(
  props: DoorProps & {
    /** What the button says that takes a token. */
    action: string
    offered: string | undefined
    /** Where to come back to, on the page where nobody is signed in: a path with the console's base. */
    place?: string
  },
) {
  const { check, action, server, offered, place, secondary } = props
  const [isFolded] = useState(offered === undefined)
  if (check.question?.accepted.subjectFrom === 'provider') {
    return (
      <div className={styles['form']}>
        <WhoIsIt question={check.question} />
        <div className={styles['actions']}>
          <Button onClick={check.forgetQuestion}>Sign in as somebody else</Button>
          {secondary}
        </div>
      </div>
    )
  }
  return (
    <div className={styles['form']}>
      {place === undefined ? <InWindow {...props} /> : <Here {...props} place={place} />}
      <details className={styles['other']} open={!isFolded}>
        <summary>Use an access token instead</summary>
        <TokenFields {...{ check, action, server, offered }} isFirst={false} secondary={null} />
      </details>
    </div>
  )
}

/** Nothing is open in this window that could be lost. */
function Here({ signIn, server, secondary, place }: DoorProps & { place: string }) {
  const state = useSyncExternalStore(signIn.subscribe, signIn.get)
  const busy = state.step === 'leaving' || state.step === 'returning'
  return (
    <>
      {state.step === 'failed' && (
        <Failure failure={state.failure} name={signIn.name} server={server} />
      )}
      <div className={styles['actions']}>
        <Button variant="primary" autoFocus busy={busy} onClick={() => void signIn.goThere(place)}>
          {busy ? `Signing in with ${signIn.name}…` : `Sign in with ${signIn.name}`}
        </Button>
        {state.step === 'leaving' && (
          <Button variant="quiet" onClick={() => signIn.stay()}>
            Cancel
          </Button>
        )}
        {secondary}
      </div>
    </>
  )
}

/** Another window signs in, and this one keeps what was typed and queued. */
function InWindow({ signIn, check, server, secondary }: DoorProps) {
  const isLocked = useSessionState().phase === 'locked'
  const [flow] = useState(() => signIn.inWindow(isLocked))
  const [opened, setOpened] = useState<'no' | 'yes' | 'blocked'>('no')
  const state = useSyncExternalStore(flow.subscribe, flow.get)
  const begin = () => {
    setOpened('no')
    void flow.begin(check.receive)
  }
  useOnceShown(begin, () => flow.stop())

  function onClick() {
    if (state.step === 'failed') begin()
    if (state.step !== 'ready') return
    const other = window.open(state.url, '_blank', 'popup,width=520,height=720')
    setOpened(other === null ? 'blocked' : 'yes')
  }

  return (
    <>
      {state.step === 'failed' && (
        <Failure failure={state.failure} name={signIn.name} server={server} />
      )}
      {state.step === 'ready' && opened !== 'no' && (
        <p role="status" className={styles['lead']}>
          {opened === 'yes'
            ? `Sign in with ${signIn.name} in the other window. Then this page continues.`
            : 'The browser did not open the window.'}{' '}
          <a href={state.url} target="_blank" rel="noreferrer">
            {opened === 'yes' ? 'Open it again' : 'Open it in a new tab'}
          </a>
        </p>
      )}
      <div className={styles['actions']}>
        <Button
          variant="primary"
          autoFocus
          busy={state.step === 'preparing' || state.step === 'returning'}
          onClick={onClick}
        >
          {state.step === 'failed' ? 'Try again' : 'Sign in again'}
        </Button>
        {secondary}
      </div>
    </>
  )
}

function Failure(props: { failure: SignInFailure; name: string; server: string }) {
  const { title, advice, details, isQuiet } = explainFailure(
    props.failure,
    props.name,
    props.server,
  )
  if (isQuiet === true) {
    return (
      <Banner tone="info" role="status" title={title}>
        {advice}
      </Banner>
    )
  }
  return (
    <Banner tone="danger" role="alert" title={title}>
      <p>{advice}</p>
      {details !== '' && <ErrorDetails details={details} />}
    </Banner>
  )
}
