import { useState } from 'react'
import type { DifferProps } from '../differ.ts'
import type { PaperPage } from '../paper/use-paper.tsx'
import { closeComparison } from '../picture/compare-pictures.ts'
import type { Mode } from '../picture/modes.ts'
import { PictureCompare } from '../picture/PictureCompare.tsx'
import { drawMarked } from '../picture/save-marked.ts'
import { Working } from '../shell/Working.tsx'
import { PageStrip } from '../strip/PageStrip.tsx'
import type { OpenDicomPair } from './use-dicom-pair.ts'

/** The frames of both in a strip, and the values of one of them. */
export function DicomFrames(
  props: Pick<DifferProps, 'left' | 'right'> & {
    open: OpenDicomPair
    frame: number
    onFrame: (frame: number) => void
  },
) {
  const { open, left, right, frame, onFrame } = props
  const { pair, frames, client } = open
  const [mode, setMode] = useState<Mode>('sides')
  const hasSeveral = pair.frames.most > 1
  const title = (of: string) => (hasSeveral ? `${of}, frame ${frame + 1}` : of)
  return (
    <>
      {hasSeveral && (
        <PageStrip
          label="Frames"
          summary={stripWords(frames)}
          pages={frames.map((state, index) => ({
            key: String(index),
            name: `Frame ${index + 1}`,
            state: state ?? 'open',
          }))}
          current={String(frame)}
          onChoose={(key) => onFrame(Number(key))}
        />
      )}
      {frame >= pair.frames.both ? (
        <p>
          Frame {frame + 1} is only in {pair.frames.rest === 'added' ? right.title : left.title}.
        </p>
      ) : (
        <Working
          key={frame}
          label="Comparing the values"
          start={() => client.call('frame', frame)}
          giveBack={closeComparison}
        >
          {(comparison) => (
            <PictureCompare
              isPart
              comparison={comparison}
              titles={[title(left.title), title(right.title)]}
              mode={mode}
              onMode={setMode}
            />
          )}
        </Working>
      )}
    </>
  )
}

/** The frames that differ, for paper. */
export function paperFrames({ frames, client }: OpenDicomPair): PaperPage[] {
  return frames.flatMap((state, index): PaperPage[] =>
    state !== 'changed'
      ? []
      : [
          {
            caption: frames.length > 1 ? `Frame ${index + 1}, changed` : 'Picture, changed',
            draw: async (signal) => {
              const comparison = await client.call('frame', index)
              try {
                signal.throwIfAborted()
                return await drawMarked(comparison)
              } finally {
                closeComparison(comparison)
              }
            },
          },
        ],
  )
}

function stripWords(frames: OpenDicomPair['frames']): string {
  const isKnown = (state: (typeof frames)[number]) => state !== undefined && state !== 'failed'
  const changed = frames.filter((state) => isKnown(state) && state !== 'same').length
  const isDone = !frames.includes(undefined)
  return `${changed} of ${frames.length} frames differ${isDone ? '' : ' so far'}.`
}
