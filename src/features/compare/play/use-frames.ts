import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { useApi } from '#api/context.tsx'
import { contentSize, fileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { createFrameStore, type FrameState } from './frame-store.ts'
import { closeFrame, type PictureFrame, type PlayFrame } from './frame.ts'
import { stepsToRead, type Known } from './play-steps.ts'
import { readFrame, throwIfLarge } from './read-frame.ts'

/** A version that has content, with what is told of it. */
export interface PlayVersion {
  versionId: string
  /** "Version 3" */
  title: string
  at: string | undefined
  author: string | undefined
  binary: Binary
}

export interface PlayVersionsProps {
  org: string
  id: string
  /** Those that have content and are known, oldest first. */
  versions: readonly PlayVersion[]
  /** How many of those that are known are deletions. */
  deletions: number
  /** The one that is shown. */
  versionId: string
  /** From 1. */
  page: number
  onVersion: (versionId: string) => void
  onPage: (page: number) => void
  /** Loads older versions, where there are any. */
  onOlder: (() => void) | undefined
}

interface FramesOf {
  org: string
  id: string
  /** Oldest first. */
  versions: readonly PlayVersion[]
  /** The place of the one that is shown. */
  at: number
  /** From 1. */
  page: number
  isPlaying: boolean
}

/** What is known of a picture for good, when its own memory is given back long since. */
type KnownPicture = Omit<PictureFrame, 'bitmap'>

export interface Frames {
  /** By place: the frames that are here, or on their way. */
  states: readonly (FrameState<PlayFrame> | undefined)[]
  known: readonly Known[]
  /** By place, of this page. */
  pictures: readonly (KnownPicture | undefined)[]
  retry: (at: number) => void
}

/** Milliseconds that a content stays here for another of its pages, or the version's preview. */
const KEPT_FOR_NEXT = 20_000

/** The frames of the versions for as long as they are shown: the one that is looked at, and while it plays a few ahead. */
export function useFrames(of: FramesOf): Frames {
  const { versions, at, page, isPlaying } = of
  const [store] = useState(() => createFrameStore<PlayFrame>(closeFrame))
  const all = useSyncExternalStore(store.subscribe, store.get)
  const [seen, setSeen] = useState<ReadonlyMap<string, PlayFrame['type'] | KnownPicture>>(new Map())
  const keyOf = (place: number) => `${versions[place]?.versionId ?? ''} ${page}`
  const learnt = newlySeen(all, seen)
  if (learnt !== undefined) setSeen(learnt)
  const known = versions.map((_, place) =>
    knownOf(seen.get(versions[place]?.versionId ?? '') ?? seen.get(keyOf(place))),
  )
  const steps = stepsToRead(known, at, isPlaying)
  const load = useLoading(of)
  const want = useEffectEvent(() => {
    const wanted = steps.flatMap((place) => {
      const version = versions[place]
      return version === undefined
        ? []
        : [{ key: keyOf(place), load: (signal: AbortSignal) => load(version, page, signal) }]
    })
    // The one before stays, for whoever goes back and forth between two.
    store.want(wanted, [keyOf(at - 1), keyOf(at + 1)])
  })
  const wish = steps.map(keyOf).join('\n')
  useEffect(() => {
    if (wish !== '') want()
  }, [wish])
  useEffect(() => () => store.want([]), [store])
  return {
    states: versions.map((_, place) => all.get(keyOf(place))),
    known,
    pictures: versions.map((_, place) => {
      const one = seen.get(keyOf(place))
      return typeof one === 'object' ? one : undefined
    }),
    retry: (place) => store.retry(keyOf(place)),
  }
}

function useLoading({ org, id }: FramesOf) {
  const { binaries } = useApi()
  const queryClient = useQueryClient()
  return async ({ versionId, binary }: PlayVersion, page: number, signal: AbortSignal) => {
    throwIfLarge(contentSize(binary))
    const of = { org, id, versionId }
    const { blob } = await binaries.loadContent(queryClient, of, signal, KEPT_FOR_NEXT)
    const label = { contentType: binary.contentType, name: fileName(binary) }
    return readFrame(blob, label, page, signal)
  }
}

type Seen = ReadonlyMap<string, PlayFrame['type'] | KnownPicture>

function newlySeen(all: ReadonlyMap<string, FrameState<PlayFrame>>, seen: Seen): Seen | undefined {
  const fresh = [...all].flatMap(([key, state]) => {
    if (state.phase !== 'done') return []
    // What is not a picture is not one on any of its pages.
    const name = state.frame.type === 'skipped' ? (key.split(' ')[0] ?? key) : key
    return seen.has(name) ? [] : [[name, factsOf(state.frame)] as const]
  })
  return fresh.length === 0 ? undefined : new Map([...seen, ...fresh])
}

function factsOf(frame: PlayFrame): PlayFrame['type'] | KnownPicture {
  if (frame.type !== 'picture') return frame.type
  const { bitmap: _, ...facts } = frame
  return facts
}

function knownOf(seen: PlayFrame['type'] | KnownPicture | undefined): Known {
  if (seen === undefined) return undefined
  return seen === 'skipped' ? 'skipped' : 'picture'
}
