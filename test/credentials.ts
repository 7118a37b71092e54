import { Credentials, type AcceptedToken } from '#features/session/credentials.ts'

export type { Credentials }

/** Credentials that nobody asks for renewal, and a way to sign in. */
export function testCredentials(): {
  credentials: Credentials
  signIn: (subject: string, token: string) => void
} {
  const credentials = new Credentials(() => true)
  const signIn = (subject: string, token: string) => {
    const accepted: AcceptedToken = { token, subject, subjectFrom: 'server' }
    credentials.accept(accepted)
  }
  return { credentials, signIn }
}
