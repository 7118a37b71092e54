import type { ReactNode } from 'react'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import styles from './preview.module.css'

export interface LoadingProps {
  /** Bytes that have come. */
  loaded?: number | undefined
  /** Bytes there are, where that is known. */
  total?: number | undefined
  onStop?: (() => void) | undefined
}

/** Why the whole of a content is not here. */
export type WaitingContent =
  | ({ state: 'loading' } & LoadingProps)
  /** Too large to be loaded unasked, or stopped on the way. `size` in bytes, where it is known. */
  | { state: 'asks'; size: number | undefined; onLoad: () => void }
  | { state: 'failed'; title: string; advice: string; details: string; onRetry: () => void }

/** Stands where the content will be. @param props.download offered where somebody is asked whether to load it */
export function Waiting({ content, download }: { content: WaitingContent; download: ReactNode }) {
  switch (content.state) {
    case 'loading':
      return <Loading {...content} />
    case 'asks':
      return (
        <EmptyState
          title={
            content.size === undefined
              ? 'Loading was stopped'
              : `This file is ${formatBytes(content.size)}`
          }
          actions={
            <>
              <Button variant="primary" onClick={content.onLoad}>
                Load the preview
              </Button>
              {download}
            </>
          }
        >
          Loading it may take a while.
        </EmptyState>
      )
    case 'failed': {
      const { title, advice, details, onRetry } = content
      const retry = <Button onClick={onRetry}>Try again</Button>
      return <ErrorState title={title} advice={advice} details={details} actions={retry} />
    }
  }
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
