/** What requests are signed with. */
export interface AccessKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Where the keys come from. */
export interface KeySource {
  /** The same object for as long as they stay the same. */
  current(): Promise<AccessKeys>
  /** They were refused as expired: they are to be asked for anew. */
  refused(): void
}

/** Keys that were told once. */
export function fixedKeys(keys: AccessKeys): KeySource {
  return { current: () => Promise.resolve(keys), refused: () => undefined }
}

/** Keys that end, and when, in milliseconds since 1970. */
export interface PassingKeys extends AccessKeys {
  readonly expires: number
}

/**
 * Keys that end, asked for anew five minutes before they do, once for all who wait. While no new ones can be had, the old
 * ones are used for as long as they hold.
 * @param now milliseconds since 1970
 */
export function renewedKeys(
  ask: () => Promise<PassingKeys>,
  now: () => number = Date.now,
): KeySource {
  let keys: PassingKeys | undefined
  let asking: Promise<PassingKeys> | undefined
  /** Before that, nobody asks again. */
  let notBefore = 0
  const renew = () =>
    (asking ??= ask()
      .then((found) => (keys = found))
      .finally(() => {
        asking = undefined
        notBefore = now() + AGAIN
      }))
  return {
    current: async () => {
      if (keys && keys.expires - now() > EARLY) return keys
      const holds = keys !== undefined && keys.expires > now()
      if (!holds) return renew()
      if (now() >= notBefore) void renew().catch(() => undefined)
      return keys ?? renew()
    },
    refused: () => {
      // Of many requests that were refused at once, the first asks.
      if (now() >= notBefore) keys = undefined
    },
  }
}

/** Milliseconds. */
const EARLY = 5 * 60_000
const AGAIN = 10_000
