import { usePrinting } from '#ui/printing.ts'
import { changeWords, type Comparison } from '../changes.ts'
import { MOST_PRINTED } from './drawn-rows.tsx'
import styles from './shell.module.css'

/** Changes that the list shows at once; the view itself shows all of them. */
const LISTED = 200

/**
 * All changes in words: closed, since the view shows the same; for screen readers, and for those who want the list. On paper it
 * is open, and the key makes it forget that afterwards.
 */
export function ChangeList(props: {
  comparison: Comparison
  /** Which change is shown, from 0. */
  current?: number | undefined
  /** Goes to a change, by its place in the list; without it they are words alone. */
  onGo: ((change: number) => void) | undefined
}) {
  const { comparison, current, onGo } = props
  const { changes, total } = comparison
  const isPrinting = usePrinting()
  if (changes.length === 0) return null
  const shown = changes.slice(0, isPrinting ? MOST_PRINTED : LISTED)
  return (
    <details
      key={String(isPrinting)}
      className={styles['list']}
      open={isPrinting ? true : undefined}
    >
      <summary>List of changes ({total.toLocaleString('en')})</summary>
      <ol>
        {shown.map((change, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- changes have no other identity and never move
          <li key={index}>
            {onGo === undefined ? (
              changeWords(change)
            ) : (
              <button
                type="button"
                aria-current={index === current || undefined}
                onClick={() => onGo(index)}
              >
                {changeWords(change)}
              </button>
            )}
          </li>
        ))}
      </ol>
      {total > shown.length && (
        <p>{(total - shown.length).toLocaleString('en')} more changes are not listed.</p>
      )}
    </details>
  )
}
