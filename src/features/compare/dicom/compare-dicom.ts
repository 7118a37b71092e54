import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { counted } from '../changes.ts'
import type { Compare } from '../differ.ts'
import { describeDicom, type FrameState } from './describe-dicom.ts'
import type { DicomPairMethods, OpenedPair } from './dicom-pair-wasm.ts'

export type DicomPairClient = WorkerClient<DicomPairMethods>

/** Bytes of both; they are held whole in the worker. */
const LARGEST = 1_000_000_000
/** Frames that are looked at where nothing is drawn. */
const MOST_FRAMES = 300

/** A worker for two DICOM objects; stop it when they are left. */
export function connectDicomPair(): DicomPairClient {
  const worker = new Worker(new URL('./dicom-pair-wasm.ts', import.meta.url), { type: 'module' })
  return connectWorker<DicomPairMethods>(worker)
}

/** @throws Error in words, also where both are too large */
export async function openPair(
  client: DicomPairClient,
  left: Blob,
  right: Blob,
): Promise<OpenedPair> {
  if (left.size + right.size > LARGEST) {
    throw new Error('The two files are too large to be compared. The previews show each by itself.')
  }
  return client.call('open', { left, right })
}

/**
 * Compares frame by frame, and tells each.
 * @param known states of all frames so far; nothing for those that were not compared yet
 */
export async function compareFrames(
  client: DicomPairClient,
  { both, most, rest }: OpenedPair['frames'],
  known: (states: readonly (FrameState | undefined)[]) => void,
  until = both,
): Promise<void> {
  const states: (FrameState | undefined)[] = Array.from({ length: most }, (_, frame) =>
    frame < both ? undefined : rest,
  )
  known([...states])
  for (let frame = 0; frame < Math.min(both, until); frame += 1) {
    states[frame] = await client.call('frameState', frame)
    known([...states])
  }
}

/** In words alone. Values that may tell who somebody is are not in them. */
export const tellDicom: Compare = async ({ blob: left }, { blob: right }, signal) => {
  const client = connectDicomPair()
  const stop = () => client.stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    const pair = await openPair(client, left, right)
    let states: readonly (FrameState | undefined)[] = []
    await compareFrames(client, pair.frames, (known) => (states = known), MOST_FRAMES)
    const open = states.filter((state) => state === undefined).length
    const notCompared =
      open > 0
        ? [
            ...pair.notCompared,
            `${counted(open, 'frame')} ${open === 1 ? 'is' : 'are'} not compared here.`,
          ]
        : pair.notCompared
    return describeDicom({
      ...pair,
      frames: states,
      notCompared,
      revealed: false,
      isComparing: false,
    })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    client.stop()
  }
}
