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
