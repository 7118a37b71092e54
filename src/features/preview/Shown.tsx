import { Component, Suspense, useState, type ReactNode, useEffect } from 'react'
import { blobSource, type ContentSource } from '#formats/content-source.ts'
import { detectSource, type Detection } from '#formats/detect.ts'
import { kindLabel, type Kind } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { HexViewer, viewers } from './registry.ts'
import type { Problem } from './viewer.ts'
import styles from './preview.module.css'

export interface ShownProps {
  blob: Blob
  contentType: string | undefined
  name: string
  download: ReactNode
  renderCorrection?: Correction | undefined
}

/** What writes the right content type where the label is wrong; given the type that the bytes have. */
export type Correction = (contentType: string) => ReactNode

/** A content that is here: its viewer, the switch to its bytes, and what is to be said about it. */
export function Shown({ blob, contentType, name, download, renderCorrection }: ShownProps) {
  const detected = useDetection(blob, contentType, name)
  const [bar, setBar] = useState<HTMLElement | null>(null)
  // Both belong to one content: when another comes, it begins afresh.
  const [asBytes, setAsBytes] = useState<Blob>()
  const [failed, setFailed] = useState<{ blob: Blob; problem: Problem }>()
  if (detected === undefined) return <Loading />
  const special = viewers[detected.kind]
  const hex = asBytes === blob || special === undefined
  const problem = !hex && failed?.blob === blob ? failed.problem : undefined
  const Viewer = hex ? HexViewer : special
  const onProblem = (problem: Problem) => setFailed({ blob, problem })
  return (
    <>
      <div className={styles['bar']}>
        {special !== undefined && (
          <ViewSwitch hex={hex} onChange={(bytes) => setAsBytes(bytes ? blob : undefined)} />
        )}
        <span className={styles['kind']}>{kindWords(detected.kind, special !== undefined)}</span>
        <div ref={setBar} className={styles['slot']} />
      </div>
      {detected.disagreement !== undefined && (
        <Banner
          tone="warning"
          title={detected.disagreement}
          actions={detected.kind !== 'other' && renderCorrection?.(detected.contentType)}
        />
      )}
      {problem === undefined ? (
        <ViewerBoundary key={hex ? 'hex' : detected.kind} onProblem={onProblem}>
          <Suspense fallback={<Loading />}>
            <Viewer
              blob={detected.typed}
              source={detected.source}
              contentType={detected.contentType}
              kind={detected.kind}
              name={name}
              bar={bar}
              onProblem={onProblem}
            />
          </Suspense>
        </ViewerBoundary>
      ) : (
        <EmptyState
          title={problem.title}
          actions={
            <>
              <Button onClick={() => setAsBytes(blob)}>Show bytes</Button>
              {download}
            </>
          }
        >
          {problem.advice}
        </EmptyState>
      )}
    </>
  )
}

/** What it is, and why it is bytes where it is. */
function kindWords(kind: Kind, special: boolean): string {
  if (special) return kindLabel(kind)
  return kind === 'other' ? 'Unknown kind, shown as bytes' : `${kindLabel(kind)}, shown as bytes`
}

/** Two ways to look at a content, one of them on. */
function ViewSwitch({ hex, onChange }: { hex: boolean; onChange: (hex: boolean) => void }) {
  return (
    <div role="group" aria-label="View" className={styles['switch']}>
      <Button size="s" variant="quiet" aria-pressed={!hex} onClick={() => onChange(false)}>
        Preview
      </Button>
      <Button size="s" variant="quiet" aria-pressed={hex} onClick={() => onChange(true)}>
        Hex
      </Button>
    </div>
  )
}

export interface LoadingProps {
  /** Bytes that have come. */
  loaded?: number | undefined
  /** Bytes there are, where that is known. */
  total?: number | undefined
  onStop?: (() => void) | undefined
}

/** How far the content is, where that is known; the shape of what comes, where it isn't. */
export function Loading({ loaded, total, onStop }: LoadingProps) {
  return (
    <div className={styles['loading']} aria-busy="true">
      {loaded === undefined ? (
        <Skeleton width="100%" height="14rem" label="Loading the preview" />
      ) : (
        <>
          <p>
            {formatBytes(loaded)}
            {total !== undefined && ` of ${formatBytes(total)}`}
          </p>
          <ProgressBar
            label="Loading the preview"
            value={total === undefined ? undefined : loaded}
            max={total}
          />
        </>
      )}
      {onStop && (
        <Button size="s" onClick={onStop}>
          Stop
        </Button>
      )}
    </div>
  )
}

interface ViewerBoundaryProps {
  onProblem: (problem: Problem) => void
  children: ReactNode
}

/** A viewer that fails, or can't be loaded, leaves the page around it standing. */
class ViewerBoundary extends Component<ViewerBoundaryProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(): void {
    this.props.onProblem({
      title: 'This content can’t be shown',
      advice:
        'The part of the console that shows it failed or could not be loaded. You can still download the file.',
    })
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}

interface DetectedContent extends Detection {
  /** The same bytes, under the type that they have. */
  typed: Blob
  source: ContentSource
}

/** What a content is; `undefined` while its head is read. What can't be read is shown as bytes, and fails there. */
function useDetection(
  blob: Blob,
  contentType: string | undefined,
  name: string,
): DetectedContent | undefined {
  const [known, setKnown] = useState<{ blob: Blob; detected: DetectedContent }>()
  useEffect(() => {
    const controller = new AbortController()
    const source = blobSource(blob, { contentType, name })
    void detectOrAssume(source, controller.signal).then((detection) => {
      if (controller.signal.aborted) return
      const typed = blob.slice(0, blob.size, detection.contentType)
      setKnown({ blob, detected: { ...detection, typed, source } })
    })
    return () => controller.abort()
  }, [blob, contentType, name])
  return known?.blob === blob ? known.detected : undefined
}

async function detectOrAssume(source: ContentSource, signal: AbortSignal): Promise<Detection> {
  try {
    return await detectSource(source, signal)
  } catch {
    return { kind: 'other', contentType: 'application/octet-stream', confidence: 'assumed' }
  }
}
