import { useEffect, useEffectEvent, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { WHOLE_NEEDED } from '#formats/partial-bytes.ts'
import { offerSource, PART_MISSING } from '#formats/source-port.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { OpenedDicom } from './dicom-wasm.ts'
import { connectDicom, type DicomClient } from './dicom-worker.ts'

/** All of a file, or what it is read from in parts. */
export type DicomContent = Blob | ContentSource

export interface Dicom extends OpenedDicom {
  content: DicomContent
  client: DicomClient
}

type DicomState =
  | { state: 'reading' }
  | { state: 'open'; dicom: Dicom }
  | { state: 'failed'; problem: Problem }
  /** A part of it could not be loaded. */
  | { state: 'missing' }

/** Bytes; there must be room for the file in the worker. */
const LARGEST = 1_500_000_000

/**
 * A DICOM file in a worker of its own for as long as it is shown.
 *
 * @param onUnable told that it can't be read in parts, which may come out late
 */
export function useDicom(content: DicomContent, onUnable: () => void) {
  const [read, setRead] = useState<DicomState & { of: DicomContent; attempt: number }>()
  const [stopped, setStopped] = useState<DicomContent>()
  const [attempt, setAttempt] = useState(0)
  const tooLarge = content.size > LARGEST
  const tellUnable = useEffectEvent(onUnable)
  useEffect(() => {
    if (tooLarge || stopped === content) return undefined
    const life = new AbortController()
    const client = tellingWhole(connectDicom(), () => life.signal.aborted || tellUnable())
    const of = { of: content, attempt }
    openIn(client, content, life.signal).then(
      (opened) =>
        life.signal.aborted ||
        setRead({ ...of, state: 'open', dicom: { ...opened, content, client } }),
      ({ message }: Error) => {
        if (life.signal.aborted || message === WHOLE_NEEDED) return
        if (message === PART_MISSING) setRead({ ...of, state: 'missing' })
        else setRead({ ...of, state: 'failed', problem: unreadable(message) })
      },
    )
    return () => {
      life.abort()
      client.stop()
    }
  }, [content, tooLarge, stopped, attempt])
  const isKnown = read?.of === content && read.attempt === attempt
  const state: DicomState = tooLarge
    ? { state: 'failed', problem: TOO_LARGE }
    : stopped === content
      ? { state: 'failed', problem: STOPPED }
      : isKnown
        ? read
        : { state: 'reading' }
  return { state, stop: () => setStopped(content), again: () => setAttempt(attempt + 1) }
}

function openIn(client: DicomClient, content: DicomContent, signal: AbortSignal) {
  if (content instanceof Blob) return client.call('open', content)
  const port = offerSource(content, signal)
  return client.call('open', port, [port.port])
}

function tellingWhole(client: DicomClient, onWhole: () => void): DicomClient {
  const call: DicomClient['call'] = (...args) => {
    const answer = client.call(...args)
    answer.catch(({ message }: Error) => message === WHOLE_NEEDED && onWhole())
    return answer
  }
  return { ...client, call }
}

const TOO_LARGE: Problem = {
  title: 'This DICOM file is too large to show',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

function unreadable(message: string): Problem {
  return {
    title: 'This DICOM file could not be read',
    advice: `${message} You can still view its bytes, or download it.`,
  }
}
