import { formatBytes } from '#lib/format-bytes.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/ProgressBar.tsx'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import styles from './preview.module.css'

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
