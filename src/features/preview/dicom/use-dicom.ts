import { useEffect, useState } from 'react'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { OpenedDicom } from './dicom-wasm.ts'
import { connectDicom, type DicomClient } from './dicom-worker.ts'

export interface Dicom extends OpenedDicom {
  blob: Blob
  client: DicomClient
}

/** Bytes; the file is held whole in the worker. */
const LARGEST = 1_500_000_000

/** A DICOM file in a worker of its own for as long as it is shown. */
export function useDicom(blob: Blob) {
  const [read, setRead] = useState<Dicom | { blob: Blob; problem: Problem }>()
  const [stopped, setStopped] = useState<Blob>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge || stopped === blob) return undefined
    const client = connectDicom()
    let current = true
    client.call('open', { blob }).then(
      (opened) => current && setRead({ ...opened, blob, client }),
      (error: Error) => current && setRead({ blob, problem: unreadable(error) }),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, tooLarge, stopped])
  const stop = () => setStopped(blob)
  if (tooLarge) return { problem: TOO_LARGE, stop }
  if (stopped === blob) return { problem: STOPPED, stop }
  if (read?.blob !== blob) return { stop }
  return 'problem' in read ? { problem: read.problem, stop } : { dicom: read, stop }
}

const TOO_LARGE: Problem = {
  title: 'This DICOM file is too large to show',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

function unreadable({ message }: Error): Problem {
  return {
    title: 'This DICOM file could not be read',
    advice: `${message} You can still view its bytes, or download it.`,
  }
}
