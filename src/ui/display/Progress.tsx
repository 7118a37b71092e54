import styles from './display.module.css'

export type SkeletonProps =
  | { lines: number; width?: string | undefined; label?: string | undefined }
  | { width: string; height: string; label?: string | undefined }

/**
 * A placeholder in the shape of the content, shown only when loading takes longer than 150 ms.
 *
 * @param props how many lines of text, or one block by CSS lengths; `label` ("Loading versions") is spoken
 */
export function Skeleton(props: SkeletonProps) {
  const bones =
    'lines' in props ? Array.from({ length: props.lines }, (_, at) => `line-${at}`) : ['block']
  return (
    <div
      className={styles['skeleton']}
      style={props.width === undefined ? undefined : { inlineSize: props.width }}
      role="status"
      aria-label={props.label ?? 'Loading'}
    >
      {bones.map((key) => (
        <div
          key={key}
          className={styles['bone']}
          style={'height' in props ? { blockSize: props.height } : undefined}
        />
      ))}
    </div>
  )
}

/** Decorative: the busy element itself says so in words or by `aria-busy`. */
export function Spinner({ size = 16 }: { size?: number }) {
  return (
    <svg
      className={styles['spinner']}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="8" cy="8" r="6.25" opacity="0.25" />
      <path d="M8 1.75a6.25 6.25 0 0 1 6.25 6.25" />
    </svg>
  )
}

/**
 * Role `progressbar`, named. Without a value it is indeterminate.
 *
 * @param value from 0 to `max` (1 unless told)
 */
export function ProgressBar(props: {
  label: string
  value?: number | undefined
  max?: number | undefined
}) {
  const max = props.max ?? 1
  return (
    <progress
      className={styles['progress']}
      aria-label={props.label}
      max={max > 0 ? max : 1}
      value={props.value === undefined ? undefined : Math.min(Math.max(props.value, 0), max)}
    />
  )
}
