import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { fileNameOfPath, showName } from '#fhir/file-name.ts'
import { LARGEST, type Unpacked } from '#formats/archive/archive-entry.ts'
import type { GzipFacts } from '#formats/gzip/read-gzip.ts'
import { formatBytes, formatDateTime } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar, Skeleton } from '#ui/display/Progress.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { saveAs } from '#ui/save-as.ts'
import { downloadNameOf } from '../download-name.ts'
import { Reading, useProblem } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { Remarks } from './Remarks.tsx'
import { useGzip, type GzipState } from './use-gzip.ts'
import styles from './archive.module.css'

// By a dynamic import, as the previews themselves show this one.
const Preview = lazy(async () => ({ default: (await import('../Preview.tsx')).Preview }))

/** Bytes that are unpacked unasked. */
const UNASKED = 100_000_000

/** A gzip file: what its head says, and the one content in it, unpacked up to a bound. */
export function GzipView({ blob, name, bar, onProblem }: ViewerProps) {
  const [limit, setLimit] = useState({ of: blob, bytes: UNASKED })
  const bound = limit.of === blob ? limit.bytes : UNASKED
  const { facts, state, stop } = useGzip(blob, bound)
  useProblem(state?.type === 'problem' ? state.problem : undefined, onProblem)
  if (!facts || state?.type === 'problem') {
    return state ? null : <Reading label="Reading the archive" onStop={stop} />
  }
  const inside = insideName(facts.name, name)
  return (
    <>
      <ViewerBar bar={bar} label="Archive">
        <span className={styles['sum']}>{sumWords(facts, state)}</span>
        {state?.type === 'unpacked' && (
          <Button
            size="s"
            variant="quiet"
            icon={Download}
            onClick={() => saveAs(state.unpacked.blob, downloadNameOf(inside, undefined))}
          >
            Download unpacked
          </Button>
        )}
      </ViewerBar>
      <p className={styles['comment']}>{headWords(facts, inside)}</p>
      {state?.type === 'unpacked' && <Inside unpacked={state.unpacked} name={inside} />}
      {state?.type === 'failed' && (
        <EmptyState
          title={state.reason}
          actions={
            bound < LARGEST && (
              <Button onClick={() => setLimit({ of: blob, bytes: LARGEST })}>
                Unpack up to {formatBytes(LARGEST)}
              </Button>
            )
          }
        >
          Small files that unpack to very large ones are sometimes made to overwhelm programs.
        </EmptyState>
      )}
      {(state === undefined || state.type === 'unpacking') && (
        <div className={styles['progress']} aria-busy="true">
          <ProgressBar label={`Unpacking ${name}`} value={state?.done} max={blob.size} />
          <Button size="s" onClick={stop}>
            Stop
          </Button>
        </div>
      )}
    </>
  )
}

function Inside({ unpacked, name }: { unpacked: Unpacked; name: string }) {
  return (
    <>
      <Remarks remarks={unpacked.remarks} />
      <Suspense fallback={<Skeleton lines={8} label="Loading the preview" />}>
        <div className={styles['inside']}>
          <Preview
            content={{ state: 'ready', blob: unpacked.blob, contentType: undefined }}
            name={name}
            label={`Preview of ${name}`}
          />
        </div>
      </Suspense>
    </>
  )
}

/** The size that is said is that of the last part, and wrong above 4 GiB: once it is unpacked the real one is there. */
function sumWords({ packedSize, saidSize }: GzipFacts, state: GzipState | undefined): string {
  const packed = `${formatBytes(packedSize)} packed`
  if (state?.type !== 'unpacked') {
    return saidSize === undefined ? packed : `${packed}, says ${formatBytes(saidSize)} unpacked`
  }
  const { blob, members } = state.unpacked
  const parts = members > 1 ? ` from ${members.toLocaleString()} parts` : ''
  return `${packed}, ${formatBytes(blob.size)} unpacked${parts}`
}

function headWords(facts: GzipFacts, inside: string): string {
  const parts = [
    facts.name === undefined
      ? `Shown as ${showName(inside)}: the archive keeps no name`
      : showName(facts.name),
    facts.modified === undefined
      ? undefined
      : `changed ${formatDateTime(new Date(facts.modified))}`,
    facts.system === undefined ? undefined : `packed on ${facts.system}`,
    facts.comment === undefined ? undefined : showName(facts.comment),
  ]
  return `${parts.filter((part) => part !== undefined).join(', ')}.`
}

/** The name of what is inside: as it is kept, else that of the archive without its ending. */
function insideName(kept: string | undefined, name: string): string {
  const own = fileNameOfPath(kept ?? '')
  if (own !== '') return own
  return name.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, '')
}
