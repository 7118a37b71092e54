import type { Actor } from '#api/transport/actor.ts'

export interface ActorOptions {
  token: () => string
  renewToken: () => Promise<'renewed' | 'abandoned'>
}

/** Somebody who is always signed in, with whatever token the test gives; asked once for all requests that need another. */
export function actorOf({
  token,
  renewToken = async () => 'abandoned',
}: Pick<ActorOptions, 'token'> & Partial<ActorOptions>): Actor {
  let renewing: ReturnType<ActorOptions['renewToken']> | undefined
  const actor: Actor = {
    subject: 'test',
    ended: new AbortController().signal,
    isPresent: () => true,
    token: async (signal) => {
      signal?.throwIfAborted()
      return token()
    },
    renew: (refused) => {
      if (token() !== refused) return Promise.resolve('renewed')
      renewing ??= renewToken().finally(() => {
        renewing = undefined
      })
      return renewing
    },
    lease: () => ({ ...actor, release: () => undefined }),
  }
  return actor
}
