/** Something that a browser remembers of its provider, for all tabs; where storage is forbidden, each for itself. */
export interface Flag {
  get: () => boolean
  set: (wanted: boolean) => void
}

/** That something is so, and since when. */
export interface Since {
  /** Milliseconds since the epoch; `undefined` where it is not so. */
  get: () => number | undefined
  /** What is so already stays so since it has been. */
  set: (wanted: boolean) => void
}

/** In local storage. @param key with the provider's issuer in it */
export function since(key: string): Since {
  let own: number | undefined
  const get = () => {
    try {
      const kept = localStorage.getItem(key)
      return own ?? (kept === null ? undefined : Number(kept))
    } catch {
      return own
    }
  }
  return {
    get,
    set(wanted) {
      own = wanted ? (get() ?? Date.now()) : undefined
      try {
        if (own === undefined) localStorage.removeItem(key)
        else localStorage.setItem(key, String(own))
      } catch {
        // The other tabs do not learn it.
      }
    },
  }
}

/** As `since`, where it does not matter when. */
export function flag(key: string): Flag {
  const { get, set } = since(key)
  return { get: () => get() !== undefined, set }
}

/** For all tabs; where storage is forbidden, for this one. */
export function usedGenerations(apiBase: string) {
  const key = `binnacle.renewed ${apiBase}`
  let own: string[] = []
  const all = () => {
    try {
      return [...own, ...(localStorage.getItem(key) ?? '').split(' ')]
    } catch {
      return own
    }
  }
  return {
    has: (generation: string) => all().includes(generation),
    add(generation: string) {
      own = [generation, ...own].slice(0, 20)
      try {
        const kept = [generation, ...(localStorage.getItem(key) ?? '').split(' ')].slice(0, 50)
        localStorage.setItem(key, kept.join(' '))
      } catch {
        // See above.
      }
    },
  }
}
