import { lazy, Suspense, type ReactNode } from 'react'
import { useSignIn } from '../context.tsx'
import { useTokenCheck } from './use-token-check.ts'

const TokenFields = lazy(async () => ({
  default: (await import('./TokenFields.tsx')).TokenFields,
}))

const ProviderDoor = lazy(async () => ({
  default: (await import('./ProviderDoor.tsx')).ProviderDoor,
}))

export interface TokenFormProps {
  /** What the button says. */
  action: string
  /** Where the API is, in words, for error messages. */
  server: string
  /** Beside the button. */
  secondary?: ReactNode
}

/** Asks for a sign-in or a token, asks the server about it, and only then gives it to the session. */
export function TokenForm({ action, server, secondary }: TokenFormProps) {
  const check = useTokenCheck(undefined)
  const signIn = useSignIn()
  const props = { check, action, server, secondary, offered: undefined }
  return (
    <Suspense fallback={null}>
      {signIn ? <ProviderDoor {...props} signIn={signIn} /> : <TokenFields {...props} />}
    </Suspense>
  )
}
