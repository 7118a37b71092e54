import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { type MediaKind, mediaKindLabel } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format-bytes.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/ProgressBar.tsx'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { useJudgement } from './use-detection.ts'
import type { Problem, ViewerProps } from './viewer.ts'
import styles from './preview.module.css'

export interface ShownProps {
  blob: Blob
  contentType: string | undefined
  name: string
  download: ReactNode
}

/** A content that is here: its viewer, the switch to its bytes, and what is to be said about it. */
export function Shown({ blob, contentType, name, download }: ShownProps) {
  const judgement = useJudgement(blob, contentType, name)
  const [bar, setBar] = useState<HTMLElement | null>(null)
  // Both belong to one content: when another comes, it begins afresh.
  const [asBytes, setAsBytes] = useState<Blob>()
  const [failed, setFailed] = useState<{ blob: Blob; problem: Problem }>()
  if (judgement === undefined) return <Loading />
  const special = viewers[judgement.kind]
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
        <span className={styles['kind']}>{kindWords(judgement.kind, special !== undefined)}</span>
        <div ref={setBar} className={styles['slot']} />
      </div>
      {judgement.note !== undefined && <Banner tone="warning" title={judgement.note} />}
      {problem === undefined ? (
        <ViewerBoundary key={hex ? 'hex' : judgement.kind} onProblem={onProblem}>
          <Suspense fallback={<Loading />}>
            <Viewer
              blob={judgement.typed}
              contentType={judgement.contentType}
              kind={judgement.kind}
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
              <Button onClick={() => setAsBytes(blob)}>Show its bytes</Button>
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
function kindWords(kind: MediaKind, special: boolean): string {
  if (special) return mediaKindLabel(kind)
  return kind === 'other'
    ? 'Unknown kind, shown as bytes'
    : `${mediaKindLabel(kind)}, shown as bytes`
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
        'The part of the console that shows it has failed or could not be loaded. The download gives the original.',
    })
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}

/**
 * Which viewer shows which kind. A new kind is one folder and one line; a kind without a line is shown as its bytes.
 * Each viewer comes with its library only when it is needed.
 */
const viewers: Partial<Record<MediaKind, ComponentType<ViewerProps>>> = {
  image: viewer(async () => (await import('./image/ImageViewer.tsx')).ImageViewer),
  pdf: viewer(async () => (await import('./pdf/PdfViewer.tsx')).PdfViewer),
  audio: viewer(async () => (await import('./media/MediaViewer.tsx')).MediaViewer),
  video: viewer(async () => (await import('./media/MediaViewer.tsx')).MediaViewer),
  ...asText('text', 'json', 'xml', 'csv', 'ccda', 'hl7v2', 'html', 'rtf'),
}

/** Shows anything. */
const HexViewer = viewer(async () => (await import('./hex/HexViewer.tsx')).HexViewer)

function viewer(load: () => Promise<ComponentType<ViewerProps>>): ComponentType<ViewerProps> {
  return lazy(async () => ({ default: await load() }))
}

function asText(...kinds: MediaKind[]): Partial<Record<MediaKind, ComponentType<ViewerProps>>> {
  const text = viewer(async () => (await import('./text/TextViewer.tsx')).TextViewer)
  return Object.fromEntries(kinds.map((kind) => [kind, text]))
}
