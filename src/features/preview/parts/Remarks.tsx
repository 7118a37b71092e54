import { Info } from 'lucide-react'
import { Icon } from '#ui/display/Icon.tsx'
import styles from './parts.module.css'

/** Remarks that are read at once; of more the first, and the others a click away. */
const FEW = 2

/** What is to be said about a content above it, in a strip that leaves room for the content. What matters most comes first. */
export function Remarks({ remarks }: { remarks: readonly string[] }) {
  const [first, ...others] = new Set(remarks)
  if (first === undefined) return null
  if (others.length < FEW && remarks.join('').length < 240) {
    return (
      <p className={styles['remarks']}>
        <Icon icon={Info} />
        <span>{[first, ...others].join(' ')}</span>
      </p>
    )
  }
  return (
    <details className={styles['remarks']}>
      <summary>
        <Icon icon={Info} />
        <span>
          {first}{' '}
          <span className={styles['more']}>
            {others.length} more {others.length === 1 ? 'remark' : 'remarks'}
          </span>
        </span>
      </summary>
      <ul>
        {others.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </details>
  )
}
