import styles from './display.module.css'

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
