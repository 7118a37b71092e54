import { useEffect, useState } from 'react'
import type { Version } from '#formats/flow/versions.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type {
  DocumentContent,
  DocumentMethods,
  OpenedDocument,
  OpenedVersion,
  WrittenKind,
} from './document-worker.ts'

/** Bytes; more is not read as a document. */
const LARGEST = 300_000_000

export type DocumentClient = WorkerClient<DocumentMethods>

interface Read {
  blob: Blob
  result: DocumentContent | Problem
  client: DocumentClient
  /** Which reading this is: another document begins at its own first part. */
  reading: number
}

let readings = 0

/** Reads a document in a worker of its own, which keeps it for as long as it is shown. */
export function useDocument(blob: Blob, kind: WrittenKind) {
  const [read, setRead] = useState<Read>()
  const [stopped, setStopped] = useState<Blob>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge || stopped === blob) return undefined
    const worker = new Worker(new URL('./document-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<DocumentMethods>(worker)
    let current = true
    readings += 1
    const reading = readings
    const keep = (result: DocumentContent | Problem) => {
      if (current) setRead({ blob, result, client, reading })
    }
    client.call('open', { blob, kind }).then(keep, () => keep(UNREADABLE))
    return () => {
      current = false
      client.stop()
    }
  }, [blob, kind, tooLarge, stopped])
  const stop = () => setStopped(blob)
  if (tooLarge) return { problem: TOO_LARGE, stop }
  if (stopped === blob) return { problem: STOPPED, stop }
  if (read?.blob !== blob) return { stop }
  const { result, client, reading } = read
  if (!('type' in result)) return { problem: result, stop }
  return result.type === 'document'
    ? { content: result, client, reading, stop }
    : { problem: { title: 'This document can’t be shown', advice: result.reason }, stop }
}

/** A place that is to be gone to: a block of the part in view, and perhaps something in it. */
export interface Target {
  block: number
  /** Of an element within the block. */
  id?: string | undefined
}

/** Which version and part of a document is in view, and what is gone to. */
export function useParts(content: OpenedDocument, client: DocumentClient) {
  const [shown, setShown] = useState<OpenedVersion>(content.first)
  const [target, setTarget] = useState<Target>()
  const [failed, setFailed] = useState(false)
  const [lost, setLost] = useState(false)
  const { version } = shown
  const fail = () => setFailed(true)
  async function showPart(index: number, target: Target = { block: 0 }) {
    if (index !== shown.part.index) {
      const part = await client.call('part', { version, index })
      setShown((before) => ({ ...before, part }))
    }
    setTarget(target)
  }
  async function showAnchor(name: string, id: string) {
    const place = await client.call('anchor', { version, name })
    setLost(place === undefined)
    if (place) await showPart(place.part, { block: place.block, id })
  }
  return {
    shown,
    target,
    failed,
    /** The last link led to a place that is not there. */
    lost,
    arrived: () => setTarget(undefined),
    goTo: (index: number, target?: Target) => void showPart(index, target).catch(fail),
    goToAnchor: (name: string, id: string) => void showAnchor(name, id).catch(fail),
    setVersion: (version: Version) => {
      client.call('version', { version, index: shown.part.index }).then(setShown, fail)
    },
  }
}

const TOO_LARGE: Problem = {
  title: 'This document is too large to show',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

const UNREADABLE: Problem = {
  title: 'This document could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
