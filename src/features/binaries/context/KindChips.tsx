import { kindLabel, type Kind } from '#formats/kinds.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { kindIcons } from '../filters/kind-icons.ts'
import type { Arrangement, ContextView } from './context-page.ts'
import toolbar from '../list/toolbar.module.css'
import styles from './context.module.css'

/** Leaves all kinds but one out, and arranges what is left. */
export function KindChips(props: {
  counts: readonly [Kind, number][]
  view: ContextView
  onView: (view: ContextView) => void
}) {
  const { counts, view, onView } = props
  // The kind that the address names stays a chip, or nothing would lead back from an empty page.
  const kinds =
    counts.some(([kind]) => kind === view.kind) || view.kind === undefined
      ? counts
      : [...counts, [view.kind, 0] as const]
  return (
    <div className={styles['tools']}>
      <div className={toolbar['chips']} role="group" aria-label="Show only one kind">
        {kinds.map(([kind, count]) => (
          <button
            key={kind}
            type="button"
            className={toolbar['chip']}
            aria-pressed={view.kind === kind}
            onClick={() => onView({ ...view, kind: view.kind === kind ? undefined : kind })}
          >
            <Icon icon={kindIcons[kind]} size={14} />
            {kindLabel(kind)} <span className={toolbar['count']}>{count.toLocaleString()}</span>
          </button>
        ))}
      </div>
      <div className={toolbar['chips']} role="group" aria-label="Arrange the files">
        {ARRANGEMENTS.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            className={toolbar['chip']}
            aria-pressed={view.arranged === value}
            onClick={() => onView({ ...view, arranged: value })}
          >
            {label}
          </button>
        ))}
      </div>
    </div>
  )
}

const ARRANGEMENTS: { value: Arrangement; label: string }[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'kind', label: 'By kind' },
]
