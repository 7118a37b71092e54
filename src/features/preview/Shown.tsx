import { Component, Suspense, useState, type ReactNode, useEffect } from 'react'
import { blobSource, type ContentSource } from '#formats/content-source.ts'
import { detectSource, type Detection } from '#formats/detect.ts'
import { kindLabel, type Kind } from '#formats/kinds.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { HeadFirst } from './HeadFirst.tsx'
import { hexViewer, viewers } from './registry.ts'
import type { Problem, RegisteredViewer, SourceViewerProps } from './viewer.ts'
import { Loading, Waiting } from './Waiting.tsx'
import { useHere, type RenderWhole } from './whole-content.ts'
import styles from './preview.module.css'

/** A content that can be looked at. */
type ShownContent =
  | { kind: 'whole'; blob: Blob; contentType: string | undefined }
  /** Read in ranges; the whole of it is loaded when a viewer wants it. */
  | { kind: 'ranged'; source: ContentSource; renderWhole: RenderWhole }

export interface ShownProps {
  content: ShownContent
  name: string
  download: ReactNode
  renderCorrection?: Correction | undefined
}

/** What writes the right content type where the label is wrong; given the type that the bytes have. */
export type Correction = (contentType: string) => ReactNode

/** What tells one content from another. */
type Identity = Blob | ContentSource

function identityOf(content: ShownContent): Identity {
  return content.kind === 'whole' ? content.blob : content.source
}

/** A content that is here, or can be read: its viewer, the switch to its bytes, and what is to be said about it. */
export function Shown({ content, name, download, renderCorrection }: ShownProps) {
  const of = identityOf(content)
  const detected = useDetection(content, name)
  const [bar, setBar] = useState<HTMLElement | null>(null)
  // Both belong to one content: when another comes, it begins afresh.
  const [asBytes, setAsBytes] = useState<Identity>()
  const [failed, setFailed] = useState<{ of: Identity; problem: Problem }>()
  if (detected === undefined) return <Loading />
  const special = viewers[detected.kind]
  const hex = asBytes === of || special === undefined
  const problem = !hex && failed?.of === of ? failed.problem : undefined
  const { source, contentType, kind } = detected
  const onProblem = (problem: Problem) => setFailed({ of, problem })
  const viewer = { source, contentType, kind, name, bar, onProblem }
  return (
    <>
      <div className={styles['bar']}>
        {special !== undefined && (
          <ViewSwitch hex={hex} onChange={(bytes) => setAsBytes(bytes ? of : undefined)} />
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
            {hex ? (
              <hexViewer.Part {...viewer} />
            ) : (
              <Special {...viewer} {...{ special, content, download }} />
            )}
          </Suspense>
        </ViewerBoundary>
      ) : (
        <EmptyState
          title={problem.title}
          actions={
            <>
              <Button onClick={() => setAsBytes(of)}>Show bytes</Button>
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

interface SpecialProps extends SourceViewerProps {
  special: RegisteredViewer
  content: ShownContent
  download: ReactNode
}

/** The viewer of a kind, with as much of the content as it wants. */
function Special({ special, content, download, ...viewer }: SpecialProps) {
  const [unable, setUnable] = useState<ContentSource>()
  if (special.from === 'source') return <special.Viewer {...viewer} />
  if (content.kind === 'whole') return <OfWhole {...viewer} {...{ special }} blob={content.blob} />
  const { renderWhole } = content
  const { source } = viewer
  if (special.from === 'parts' && unable !== source && special.isWorth(source.size)) {
    return <special.Ranged {...viewer} onUnable={() => setUnable(source)} />
  }
  if (special.from === 'head') {
    return <HeadFirst {...viewer} Viewer={special.Viewer} renderWhole={renderWhole} />
  }
  return renderWhole((whole) =>
    whole.state === 'ready' ? (
      <OfWhole {...viewer} {...{ special }} blob={whole.blob} />
    ) : (
      <Waiting content={whole} download={download} />
    ),
  )
}

function OfWhole({
  special,
  blob,
  ...viewer
}: SourceViewerProps & {
  special: Exclude<RegisteredViewer, { from: 'source' }>
  blob: Blob
}) {
  return <special.Viewer {...viewer} {...useHere(blob, viewer)} />
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
  source: ContentSource
}

/** What a content is; `undefined` while its head is read. What can't be read is shown as bytes, and fails there. */
function useDetection(content: ShownContent, name: string): DetectedContent | undefined {
  const of = identityOf(content)
  const label = content.kind === 'whole' ? content.contentType : undefined
  const [known, setKnown] = useState<{ of: Identity; detected: DetectedContent }>()
  useEffect(() => {
    const controller = new AbortController()
    const source = of instanceof Blob ? blobSource(of, { contentType: label, name }) : of
    void detectOrAssume(source, controller.signal).then(async (detection) => {
      // With its viewer's code here nothing has to wait for a placeholder. A failure is told when it is drawn.
      await (viewers[detection.kind] ?? hexViewer).load().catch(() => undefined)
      if (controller.signal.aborted) return
      setKnown({ of, detected: { ...detection, source } })
    })
    return () => controller.abort()
  }, [of, label, name])
  return known?.of === of ? known.detected : undefined
}

async function detectOrAssume(source: ContentSource, signal: AbortSignal): Promise<Detection> {
  try {
    return await detectSource(source, signal)
  } catch {
    return { kind: 'other', contentType: 'application/octet-stream', confidence: 'assumed' }
  }
}
