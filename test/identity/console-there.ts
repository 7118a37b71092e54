import {
  createIdentityProvider,
  type Asking,
} from '#features/session/provider/identity-provider.ts'
import { failureOf } from '#features/session/provider/problems.ts'
import type { IdentityProvider } from '#test/identity-provider.ts'
import { walkSignIn, type Jar } from './walk-sign-in.ts'

/**
 * The console's half of a sign-in against a real provider, with `fetch` in place of the browser's windows.
 * @param real the provider, once it has started
 * @param here where it leads back to
 */
export function consoleAt(real: () => IdentityProvider, here: string) {
  const consoleOf = (issuer = real().issuer, saysWhen = remembered()) => {
    const { clientId } = real()
    const config = { issuer, clientId, scopes: 'openid profile', name: undefined, parameters: {} }
    return createIdentityProvider(config, here, saysWhen)
  }
  /** Asks, goes there, and comes back. */
  const walk = async (
    options: { asking?: Asking; user?: string | undefined; jar?: Jar; issuer?: string } = {},
  ) => {
    const { signal } = new AbortController()
    const console = consoleOf(options.issuer)
    const asking = options.asking ?? 'ask'
    const { pending, url } = await console.request(asking, '/o/demo/Binary', signal)
    const user = 'user' in options ? options.user : 'ada'
    const { parameters, asked } = await walkSignIn(url, here, user, options.jar)
    return { console, pending, url, parameters, asked }
  }
  return { consoleOf, walk }
}

/** As a browser that has never signed in there remembers it. */
function remembered(value = false) {
  return { get: () => value, set: (now: boolean) => void (value = now) }
}

/** Why it came to nothing, as the console tells it. */
export async function kindOf(promise: Promise<unknown>): Promise<string> {
  const failure = failureOf(
    await promise.then(
      () => new Error('It succeeded'),
      (error: unknown) => error,
    ),
  )
  return failure.by === 'provider' ? failure.problem.kind : 'server'
}
