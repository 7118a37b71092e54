import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Api } from '#api/api.ts'
import { useApi } from '#api/context.tsx'
import { cleanFileName } from '#fhir/file-name.ts'
import type { Binary } from '#fhir/types.ts'
import { throttle } from '#lib/throttle.ts'
import { inSteps } from '../batch/sniff.ts'
import { storedFolder, type Draft } from '../draft.ts'
import { nameOf } from '../spec.ts'
import {
  findAll,
  hashCandidates,
  knownFileOf,
  type Findings,
  type KnownFile,
  type SizeLimit,
} from './findings.ts'

/** How far the comparison with the organization is. */
export type CheckProgress =
  | { kind: 'looking' }
  /** `left`: files that are still to be hashed. */
  | { kind: 'comparing'; left: number }
  /** `seen` of `total` files of the organization were looked at; all of them where `total` is absent. */
  | { kind: 'done'; seen: number; total: number | undefined; complete: boolean }
  | { kind: 'failed'; retry: () => void }

export interface Checks {
  findings: Findings
  progress: CheckProgress
}

/**
 * Compares the batch with itself and with the organization, in the background: only files of the same size as another
 * one are hashed. Nothing waits for it.
 */
export function useChecks(
  org: string,
  drafts: readonly Draft[],
  limit: SizeLimit | undefined,
): Checks {
  const { binaries } = useApi()
  const looked = useQuery({
    ...binaries.known(org),
    enabled: drafts.length > 0,
    throwOnError: false,
  })
  const known = knownFiles(looked.data?.binaries ?? [])
  const wanted = candidatesOf(drafts, known)
  const hashes = useHashes(wanted)
  const batch = drafts.map((draft) => ({
    key: draft.key,
    name: cleanFileName(nameOf(draft)),
    folder: storedFolder(draft),
    size: draft.file.size,
    sha256: hashes.get(draft.file),
  }))
  const left = wanted.filter((file) => !hashes.has(file)).length
  const { data } = looked
  const progress: CheckProgress = looked.isError
    ? { kind: 'failed', retry: () => void looked.refetch() }
    : data === undefined
      ? { kind: 'looking' }
      : left > 0
        ? { kind: 'comparing', left }
        : { kind: 'done', seen: known.length, total: data.total, complete: data.complete }
  return { findings: findAll(batch, known, limit), progress }
}

function knownFiles(binaries: readonly Binary[]): KnownFile[] {
  return binaries.flatMap((binary) => knownFileOf(binary) ?? [])
}

function candidatesOf(drafts: readonly Draft[], known: readonly KnownFile[]): File[] {
  const sizes = drafts.map(({ key, file }) => ({ key, size: file.size }))
  const keys = hashCandidates(sizes, known)
  return drafts.flatMap(({ key, file }) => (keys.has(key) ? file : []))
}

/** Computed once for each file. `undefined`: it can't be read. */
const computed = new WeakMap<File, Promise<string | undefined>>()

function hashOf(
  file: File,
  api: Pick<Api, 'checksum'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const before = computed.get(file)
  if (before) return before
  const hash = api.checksum(file, signal).catch(() => {
    if (signal.aborted) computed.delete(file)
    return undefined
  })
  computed.set(file, hash)
  return hash
}

/** Milliseconds. */
const TELL_EVERY = 250

function useHashes(files: readonly File[]): ReadonlyMap<File, string | undefined> {
  const api = useApi()
  const [found, setFound] = useState<ReadonlyMap<File, string | undefined>>(new Map())
  // Keeps its identity as long as the same files are wanted, whatever is typed meanwhile.
  const [list, setList] = useState<readonly File[]>([])
  if (!isSameList(files, list)) setList(files)
  useEffect(() => {
    const stop = new AbortController()
    const news = new Map<File, string | undefined>()
    const flush = () => {
      // A copy: React may ask for it after the next one has begun.
      const told = [...news]
      news.clear()
      setFound((before) => new Map([...before, ...told]))
    }
    const soon = throttle(flush, TELL_EVERY)
    const tell = (file: File, hash: string | undefined) => {
      news.set(file, hash)
      soon()
    }
    void inSteps(list, (file) => hashOf(file, api, stop.signal), tell, stop.signal, 2).then(() => {
      soon.cancel()
      if (news.size > 0 && !stop.signal.aborted) flush()
    })
    return () => {
      stop.abort()
      soon.cancel()
    }
  }, [list, api])
  return found
}

function isSameList(one: readonly File[], other: readonly File[]): boolean {
  return one.length === other.length && one.every((file, index) => file === other[index])
}
