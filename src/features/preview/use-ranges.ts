import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ContentOf, Loaded } from '#api/binaries/content.ts'
import type { RangedOf } from '#api/binaries/ranges/ranged-content.ts'
import { useApi } from '#api/context.tsx'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { ContentSource } from '#formats/content-source.ts'
import { isText, kindOfLabel } from '#formats/kinds.ts'
import { viewers } from './registry.ts'

/** Bytes: what is smaller comes whole, in one request. */
const RANGED_FROM = 4_000_000

/** Bytes that are loaded without asking; of text more, since only what is in view of it is drawn. */
const UNASKED = 50_000_000
const UNASKED_TEXT = 120_000_000

export function mostUnasked(binary: Binary): number {
  return isText(claimOf(binary)) ? UNASKED_TEXT : UNASKED
}

/** Whether it is worth asking for the beginning alone. What a vague label hides is seen in its beginning. */
export function beginsInRanges(binary: Binary, size: number): boolean {
  const viewer = viewers[claimOf(binary)]
  if (viewer?.from === 'parts') return viewer.isWorth(size)
  return size >= RANGED_FROM && viewer?.from !== 'blob'
}

/** Loads the viewer that the label promises while the content is on its way. */
export function useEarlyViewer(binary: Binary): void {
  const kind = claimOf(binary)
  useEffect(() => {
    // A failure is told by the viewer itself, which is loaded again then.
    viewers[kind]?.load().catch(() => undefined)
    viewers[kind]?.ready?.().catch(() => undefined)
  }, [kind])
}

function claimOf(binary: Binary) {
  return kindOfLabel(binary.contentType, displayName(binary))
}

/** How far a content is that is being loaded. */
export function useProgress(of: ContentOf): Loaded | undefined {
  const { contentProgress } = useApi().binaries
  return useSyncExternalStore(contentProgress.subscribe, () => contentProgress.get(of))
}

/** Opens a version to be read in ranges, for as long as it is shown. `whole` where it is to be loaded whole. */
export function useRanges(of: RangedOf, mostUnasked: number) {
  const { binaries } = useApi()
  const queryClient = useQueryClient()
  const [opened, setOpened] = useState<ContentSource | 'opening' | 'whole' | 'stopped'>('opening')
  const stopping = useRef<AbortController>(undefined)
  const { org, id, versionId, size, name } = of
  useEffect(() => {
    const life = new AbortController()
    const stop = new AbortController()
    stopping.current = stop
    const signal = AbortSignal.any([life.signal, stop.signal])
    binaries
      .openInRanges(queryClient, { org, id, versionId, size, name, mostUnasked }, signal)
      .then(
        (source) => life.signal.aborted || setOpened(source ?? 'whole'),
        // Loading the whole tells in words what is wrong.
        () => life.signal.aborted || setOpened(stop.signal.aborted ? 'stopped' : 'whole'),
      )
    return () => life.abort()
  }, [binaries, queryClient, org, id, versionId, size, name, mostUnasked])
  return { opened, stop: () => stopping.current?.abort() }
}
