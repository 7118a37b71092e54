import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useApi } from '#api/context.tsx'
import { contentSize, fileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { Compared } from '../differ.ts'
import { problemWords } from '../words/problem-words.ts'
import { beginFollowing, followHistory, type Followed, type PastVersion } from './follow-history.ts'
import type { LaidOut } from './laid-out.ts'
import { LARGEST, matchLines, readLines, readVersion } from './run-blame.ts'

/** A version with what is told of it. */
export interface BlameVersion extends PastVersion {
  /** "Version 3" */
  title: string
  at: string | undefined
  author: string | undefined
  reason: string | undefined
  binary: Binary | undefined
}

/** The chosen version's lines, and since when they stand as far as it is known. */
export interface FollowedLines extends LaidOut {
  followed: Followed<Compared>
}

export type BlameActivity =
  | { phase: 'working' }
  | { phase: 'stopped' }
  | { phase: 'failed'; problem: string }
  | { phase: 'ended' }

/** It is of another kind, or has too many bytes. */
type Unfit = { what: string } | { size: number }

export type Blame =
  | { phase: 'opening'; activity: BlameActivity }
  /** The chosen version has no lines that could be followed. */
  | { phase: 'unfit'; unfit: Unfit }
  | { phase: 'open'; open: FollowedLines; activity: BlameActivity }

interface BlameOf {
  org: string
  id: string
  /** Newest first; the first is the one whose lines are followed. It stays the first for as long as this is shown. */
  versions: readonly BlameVersion[]
  /** The last of them is the first there was. */
  isWhole: boolean
}

/** Milliseconds that a content stays here for others, who may show it next. */
const KEPT_FOR_NEXT = 20_000

/**
 * Follows the lines of a version back for as long as it is shown. What is stopped or fails goes on from where it was, and
 * so it does when older versions come.
 */
export function useBlame(of: BlameOf): { blame: Blame; stop: () => void; resume: () => void } {
  // Also whether they are all: the last page of a history may be empty.
  const known = `${of.versions.length} ${of.isWhole}`
  const [state, setState] = useState<BlameState>({})
  const [activity, setActivity] = useState<BlameActivity>({ phase: 'working' })
  const [run, setRun] = useState({ isWanted: true, known })
  const begin = useEffectEvent(useWork(of))
  const resume = useEffectEvent((signal: AbortSignal, tell: (next: BlameState) => void) =>
    begin(state, signal, tell),
  )
  useEffect(() => {
    if (!run.isWanted) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const tell = (next: BlameState) => signal.aborted || setState(next)
    resume(signal, tell).then(
      () => signal.aborted || setActivity({ phase: 'ended' }),
      (error: unknown) =>
        signal.aborted || setActivity({ phase: 'failed', problem: problemWords(error) }),
    )
    return () => controller.abort()
  }, [run])
  // Older ones have come: it goes on, unless somebody or something stopped it.
  if (run.known !== known) {
    setRun({ isWanted: run.isWanted && activity.phase !== 'failed', known })
    if (activity.phase === 'ended') setActivity({ phase: 'working' })
  }
  return {
    blame: blameOf(state, activity),
    stop: () => {
      setActivity({ phase: 'stopped' })
      setRun({ isWanted: false, known })
    },
    resume: () => {
      setActivity({ phase: 'working' })
      setRun({ isWanted: true, known })
    },
  }
}

type BlameState = { open?: FollowedLines; unfit?: never } | { unfit: Unfit }

function blameOf(state: BlameState, activity: BlameActivity): Blame {
  if (state.unfit !== undefined) return { phase: 'unfit', unfit: state.unfit }
  return state.open === undefined
    ? { phase: 'opening', activity }
    : { phase: 'open', open: state.open, activity }
}

/** Begins, or goes on from what is known, and tells each step. */
function useWork(of: BlameOf) {
  const read = useReading(of)
  return async (from: BlameState, signal: AbortSignal, tell: (next: BlameState) => void) => {
    const { versions, isWhole } = of
    const [first] = versions
    if (from.unfit !== undefined || first === undefined || !isReadable(first)) return
    let { open } = from
    if (open === undefined) {
      const reading = await read(first, signal)
      if (reading.type === 'other') return tell({ unfit: { what: reading.what } })
      if (reading.type === 'too-large') return tell({ unfit: { size: reading.size } })
      const found = await readLines(reading.content, signal)
      open = { ...found, followed: beginFollowing(reading.content, found.lines.count) }
      tell({ open })
    }
    const found = open
    const onStep = (followed: Followed<Compared>) => tell({ open: { ...found, followed } })
    const ports = { read, match: matchLines }
    onStep(await followHistory(versions, open.followed, { isWhole, ports }, signal, onStep))
  }
}

function useReading({ org, id }: BlameOf) {
  const { binaries } = useApi()
  const queryClient = useQueryClient()
  return async (version: BlameVersion & { versionId: string }, signal: AbortSignal) => {
    const { versionId, binary } = version
    // What the server says of it may spare the reading.
    const announced = binary === undefined ? undefined : contentSize(binary)
    if (announced !== undefined && announced > LARGEST) {
      return { type: 'too-large', size: announced } as const
    }
    const of = { org, id, versionId }
    const { blob, contentType } = await binaries.loadContent(queryClient, of, signal, KEPT_FOR_NEXT)
    const label = {
      contentType: binary?.contentType ?? contentType ?? 'application/octet-stream',
      name: binary === undefined ? undefined : fileName(binary),
    }
    return readVersion(blob, label, signal)
  }
}

function isReadable(version: BlameVersion): version is BlameVersion & { versionId: string } {
  return version.versionId !== undefined
}
