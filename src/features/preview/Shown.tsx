import { Suspense, useState, type ReactNode } from 'react'
import { kindLabel, type Kind } from '#formats/kinds.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { Loading } from './Loading.tsx'
import { HexViewer, viewers } from './registry.ts'
import { useDetection } from './use-detection.ts'
import type { Problem } from './viewer.ts'
import { ViewerBoundary } from './ViewerBoundary.tsx'
import styles from './preview.module.css'

export interface ShownProps {
  blob: Blob
  contentType: string | undefined
  name: string
  download: ReactNode
}

/** A content that is here: its viewer, the switch to its bytes, and what is to be said about it. */
export function Shown({ blob, contentType, name, download }: ShownProps) {
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
        <Banner tone="warning" title={detected.disagreement} />
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
