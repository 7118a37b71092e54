import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import styles from './parts.module.css'

const TextViewer = lazy(async () => ({
  default: (await import('../text/TextViewer.tsx')).TextViewer,
}))

/** The same content as its text, in the encoding it was read in. */
export function SourceView({
  encoding,
  ...viewer
}: ViewerProps & { encoding?: string | undefined }) {
  const essence = parseMediaType(viewer.contentType)?.essence ?? 'text/plain'
  const contentType =
    encoding === undefined ? viewer.contentType : `${essence}; charset=${encoding}`
  return (
    <Suspense fallback={<Skeleton lines={12} label="Reading the text" />}>
      <TextViewer {...viewer} contentType={contentType} />
    </Suspense>
  )
}

/** Switches between a content as it is understood and its source. @param label what the first is, "Message" */
export function SourceSwitch(props: {
  label: string
  source: boolean
  onChange: (source: boolean) => void
}) {
  const { label, source, onChange } = props
  return (
    <div role="group" aria-label="Show as" className={styles['switch']}>
      <Button size="s" variant="quiet" aria-pressed={!source} onClick={() => onChange(false)}>
        {label}
      </Button>
      <Button size="s" variant="quiet" aria-pressed={source} onClick={() => onChange(true)}>
        Source
      </Button>
    </div>
  )
}

/** Milliseconds after which whoever waits can stop it. */
const PATIENCE = 2000

/** A content is being read; what takes long can be stopped. */
export function Reading({ label, onStop }: { label: string; onStop: () => void }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles['reading']} aria-busy="true">
      <Skeleton lines={8} label={label} />
      {slow && (
        <Button size="s" onClick={onStop}>
          Stop
        </Button>
      )}
    </div>
  )
}

/** A part of a content that is read in parts could not be loaded, after several tries. */
export function PartMissing({ onRetry }: { onRetry: () => void }) {
  return (
    <EmptyState
      title="A part of this file could not be loaded"
      actions={<Button onClick={onRetry}>Try again</Button>}
    >
      Only what is shown of it is fetched.
    </EmptyState>
  )
}

/** Tells the preview once that a content can't be shown. */
export function useProblem(
  problem: Problem | undefined,
  onProblem: (problem: Problem) => void,
): void {
  const tell = useEffectEvent(onProblem)
  const { title, advice } = problem ?? {}
  useEffect(() => {
    if (title !== undefined && advice !== undefined) tell({ title, advice })
  }, [title, advice])
}

export const STOPPED: Problem = {
  title: 'Reading was stopped',
  advice: 'Open the file again to read it, or look at its bytes.',
}
