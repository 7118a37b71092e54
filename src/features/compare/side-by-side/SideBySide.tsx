import { formatBytes } from '#lib/format.ts'
import type { DifferProps, Side } from '../differ.ts'
import styles from './side-by-side.module.css'

/** Both previews next to each other, and how the sizes compare: for kinds that have no differ of their own. */
export function SideBySide({ left, right, renderPreview }: DifferProps) {
  const change = right.blob.size - left.blob.size
  const words =
    change === 0
      ? 'same size'
      : `${formatBytes(Math.abs(change))} ${change > 0 ? 'larger' : 'smaller'}`
  return (
    <>
      <p>The content differs: {words}.</p>
      <div className={styles['sides']}>
        <Half side={left} word="Before" renderPreview={renderPreview} />
        <Half side={right} word="After" renderPreview={renderPreview} />
      </div>
    </>
  )
}

function Half(props: { side: Side; word: string; renderPreview: DifferProps['renderPreview'] }) {
  return (
    <section className={styles['half']} aria-label={`${props.word}: ${props.side.title}`}>
      <h3>
        {props.word}{' '}
        <span>
          {props.side.title}, {formatBytes(props.side.blob.size)}
        </span>
      </h3>
      {props.renderPreview(props.side.versionId)}
    </section>
  )
}
