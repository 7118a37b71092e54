import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'

/** What came of drawing a file in small. */
export type Thumbnail =
  | { state: 'drawn'; url: string }
  /** There is none, and why. */
  | { state: 'none'; reason: string }

export interface ThumbnailCache {
  get: (key: string) => Thumbnail | undefined
  /** @param made the picture, or why there is none */
  put: (key: string, made: Blob | string) => Thumbnail
  /** Forgets all; the addresses are given back. */
  clear: () => void
}

/** The thumbnails of this tab: the last `most` that were looked at. */
export function createThumbnailCache(most: number): ThumbnailCache {
  /** The one that was looked at last is at the end. */
  const known = new Map<string, Thumbnail>()
  const drop = (key: string) => {
    const old = known.get(key)
    known.delete(key)
    if (old?.state === 'drawn') revokeObjectUrl(old.url)
  }
  return {
    get(key) {
      const found = known.get(key)
      if (found) {
        known.delete(key)
        known.set(key, found)
      }
      return found
    },
    put(key, made) {
      drop(key)
      const thumbnail: Thumbnail =
        typeof made === 'string'
          ? { state: 'none', reason: made }
          : { state: 'drawn', url: createObjectUrl(made) }
      known.set(key, thumbnail)
      for (const oldest of known.keys()) {
        if (known.size <= most) break
        drop(oldest)
      }
      return thumbnail
    },
    clear() {
      for (const key of known.keys()) drop(key)
    },
  }
}
