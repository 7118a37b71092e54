import { useEffect, useEffectEvent, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { isAbort, isApiError } from '#api/transport/errors.ts'
import { Button } from '#ui/controls/Button.tsx'
import { SecretField } from '#ui/controls/SecretField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ErrorDetails } from '#ui/feedback/states.tsx'
import { explainConnect, type ConnectProblem } from './connect-words.ts'
import { useCheckToken, useSession } from './context.tsx'
import { readToken } from './token-link.ts'
import styles from './session.module.css'

export interface TokenFormProps {
  /** What the button says. */
  action: string
  /** Where the API is, in words, for what goes wrong. */
  server: string
  /** A token from a link: checked at once, when the form appears. */
  offered?: string | undefined
  /** Beside the button. */
  secondary?: ReactNode
}

/** Asks for a token, asks the server about it, and only then gives it to the session. */
export function TokenForm({ action, server, offered, secondary }: TokenFormProps) {
  const { submit, busy, problem, invalid } = useTokenCheck(server, offered)
  const [text, setText] = useState(offered ?? '')
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    submit(text)
  }
  return (
    <form className={styles['form']} onSubmit={onSubmit} noValidate>
      {problem && (
        <Banner tone="danger" role="alert" title={problem.title}>
          <p>{problem.advice}</p>
          <ErrorDetails details={problem.details} />
        </Banner>
      )}
      <SecretField
        label="Access token"
        what="token"
        value={text}
        onChange={setText}
        error={invalid}
        mono
        autoFocus
      />
      <div className={styles['actions']}>
        <Button type="submit" variant="primary" busy={busy}>
          {action}
        </Button>
        {secondary}
      </div>
    </form>
  )
}

/** The question to the server, one at a time: a newer one replaces an older, and leaving the page takes it back. */
function useTokenCheck(server: string, offered: string | undefined) {
  const session = useSession()
  const check = useCheckToken()
  const running = useRef<AbortController>(undefined)
  const [first] = useState(() => (offered === undefined ? undefined : readToken(offered)))
  const [invalid, setInvalid] = useState(first?.ok === false ? first.problem : undefined)
  const [busy, setBusy] = useState(first?.ok === true)
  const [problem, setProblem] = useState<ConnectProblem>()

  async function ask(token: string) {
    running.current?.abort()
    const asking = new AbortController()
    running.current = asking
    const failed = await check(token, asking.signal).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    if (asking.signal.aborted) return
    setBusy(false)
    if (!failed) {
      session.start(token)
      return
    }
    // Not at every failure: one that comes of leaving the page says nothing about the token.
    if (isApiError(failed.error, 'unauthorized')) session.refuseOffered()
    if (!isAbort(failed.error)) setProblem(explainConnect(failed.error, server))
  }
  function submit(pasted: string) {
    const read = readToken(pasted)
    setInvalid(read.ok ? undefined : read.problem)
    setProblem(undefined)
    setBusy(read.ok)
    if (read.ok) void ask(read.token)
  }
  const askFirst = useEffectEvent(() => {
    if (first?.ok === true) void ask(first.token)
  })
  useEffect(() => {
    const soon = setTimeout(askFirst)
    return () => {
      clearTimeout(soon)
      running.current?.abort()
    }
  }, [])
  return { submit, busy, problem, invalid }
}
