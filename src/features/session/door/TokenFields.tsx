import { useState, type ReactNode } from 'react'
import { isApiError } from '#api/transport/errors.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ErrorDetails } from '#ui/feedback/states.tsx'
import { SecretField } from '#ui/SecretField.tsx'
import { useSession } from '../context.tsx'
import { explainConnect } from '../link/explain-connect.ts'
import { readSecret } from '../link/token-link.ts'
import type { FailedCheck, PersonQuestion, TokenCheck } from './use-token-check.ts'
import styles from '../session.module.css'

/** The field for a token, what the server said of it, and the question whose it is. */
export function TokenFields(props: {
  check: TokenCheck
  action: string
  server: string
  offered: string | undefined
  secondary: ReactNode
  /** Whether nothing else is offered before it. */
  isFirst?: boolean
}) {
  const { check, action, server, offered, secondary, isFirst = true } = props
  const { submit, busy, failed, invalid, question, forgetQuestion } = check
  const [text, setText] = useState(() => (offered === undefined ? '' : textOf(offered, failed)))
  const problem = failed && explainConnect(failed, server)
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(text)
      }}
    >
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
        onChange={(next) => {
          setText(next)
          forgetQuestion()
        }}
        error={invalid}
        mono
        autoFocus={isFirst}
      />
      {question && <WhoIsIt question={question} />}
      <div className={styles['actions']}>
        {!question && (
          <Button type="submit" variant={isFirst ? 'primary' : 'secondary'} busy={busy}>
            {action}
          </Button>
        )}
        {secondary}
      </div>
    </form>
  )
}

/** A token may be corrected, and a code be tried once more, unless it is used up. */
function textOf(link: string, failed: FailedCheck | undefined): string {
  const read = readSecret(link)
  if (read.ok && read.secret.kind === 'token') return read.secret.text
  return isApiError(failed?.error, 'unauthorized') ? '' : link
}

/** Another person must not continue what the first one began; the same person with a new token must be able to. */
export function WhoIsIt({ question }: { question: PersonQuestion }) {
  const session = useSession()
  const { accepted, who, unfinished } = question
  const discard = (
    <Button variant="danger" onClick={() => session.start(accepted)}>
      {accepted.name === undefined
        ? 'Discard and continue'
        : `Discard and continue as ${accepted.name}`}
    </Button>
  )
  const rest = `Still unfinished: ${unfinished.join(', ')}.`
  if (who === 'other') {
    const isSignIn = accepted.subjectFrom === 'provider'
    return (
      <Banner
        tone="warning"
        role="alert"
        title={isSignIn ? 'Somebody else has signed in' : 'This token belongs to somebody else'}
        actions={discard}
      >
        {rest} {isSignIn ? 'Only the same person' : 'Only the same person’s token'} can continue it.
      </Banner>
    )
  }
  return (
    <Banner
      tone="warning"
      role="alert"
      title="Are you the same person as before?"
      actions={
        <>
          <Button onClick={() => session.start(accepted, true)}>Same person, continue</Button>
          {discard}
        </>
      }
    >
      The server does not say whose token this is. {rest}
    </Banner>
  )
}
