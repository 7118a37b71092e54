import { useState } from 'react'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { cx } from '#ui/cx.ts'
import styles from './strip.module.css'

export interface StripPage {
  key: string
  /** "Page 3", or "Page 3 → 4" where it has another number now. */
  name: string
  state: 'same' | 'changed' | 'added' | 'removed' | 'moved' | 'open' | 'failed'
}

const SIGNS: Record<StripPage['state'], string> = {
  same: '=',
  changed: '≠',
  added: '+',
  removed: '−',
  moved: '↕',
  open: '…',
  failed: '?',
}

const WORDS: Record<StripPage['state'], string> = {
  same: 'the same',
  changed: 'changed',
  added: 'added',
  removed: 'removed',
  moved: 'moved',
  open: 'not compared yet',
  failed: 'could not be compared',
}

/** Pages that are drawn as buttons; a document of more shows its changed ones. */
const MOST = 2000

/** The pages of two documents in a strip: those that changed first, all of them on demand. */
export function PageStrip(props: {
  label: string
  summary: string
  pages: readonly StripPage[]
  current: string | undefined
  onChoose: (key: string) => void
}) {
  const { label, summary, pages, current, onChoose } = props
  const [isAll, setAll] = useState(false)
  const changed = pages.filter(({ state }) => state !== 'same' && state !== 'open')
  const shown = (isAll ? pages : changed).slice(0, MOST)
  return (
    <section className={styles['strip']} aria-label={label}>
      <div className={styles['stripHead']}>
        <p role="status">{summary}</p>
        <Checkbox label="Show pages without changes" checked={isAll} onChange={setAll} />
      </div>
      {shown.length > 0 && (
        <ul className={styles['pages']}>
          {shown.map(({ key, name, state }) => (
            <li key={key}>
              <button
                type="button"
                className={cx(styles['page'], styles[state])}
                aria-current={key === current ? 'page' : undefined}
                onClick={() => onChoose(key)}
              >
                <span aria-hidden="true">{SIGNS[state]}</span> {name}
                <span className={styles['state']}> {WORDS[state]}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
