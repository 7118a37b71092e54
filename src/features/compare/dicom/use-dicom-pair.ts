import { useEffect, useState } from 'react'
import { problemWords } from '../words/problem-words.ts'
import { compareFrames, connectDicomPair, openPair, type DicomPairClient } from './compare-dicom.ts'
import type { FrameState } from './describe-dicom.ts'
import type { OpenedPair } from './dicom-pair-wasm.ts'

export type DicomPair =
  | { phase: 'opening' }
  | { phase: 'failed'; problem: string }
  | {
      phase: 'open'
      pair: OpenedPair
      client: DicomPairClient
      /** By frame; nothing where it has not been compared yet. */
      frames: readonly (FrameState | undefined)[]
    }

export type OpenDicomPair = Extract<DicomPair, { phase: 'open' }>

/** Two DICOM objects in a worker of their own for as long as they are shown; their frames are compared one by one. */
export function useDicomPair(left: Blob, right: Blob): DicomPair {
  const [state, setState] = useState<{ left: Blob; right: Blob; value: DicomPair }>()
  useEffect(() => {
    const client = connectDicomPair()
    let isWanted = true
    const set = (value: DicomPair) => {
      if (isWanted) setState({ left, right, value })
    }
    openPair(client, left, right)
      .then(async (pair) => {
        set({ phase: 'open', pair, client, frames: [] })
        await compareFrames(client, pair.frames, (frames) =>
          set({ phase: 'open', pair, client, frames }),
        )
      })
      .catch((error: unknown) => set({ phase: 'failed', problem: problemWords(error) }))
    return () => {
      isWanted = false
      client.stop()
    }
  }, [left, right])
  return state?.left === left && state.right === right ? state.value : { phase: 'opening' }
}
