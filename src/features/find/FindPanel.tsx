import { X } from 'lucide-react'
import { useImperativeHandle, type Ref } from 'react'
import type { Kind } from '#formats/kinds.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import type { IconType } from '#ui/display/Icon.tsx'
import { cx } from '#ui/cx.ts'
import { FindNote } from './FindNote.tsx'
import { FindLine } from './FindLine.tsx'
import { keyOf, nextKey, optionsOf, type FindOption } from './options.ts'
import { useFind, type FindAsk } from './use-find.ts'
import styles from './find.module.css'

/** What the field's keys do to the suggestions. */
export interface FindKeys {
  /** @returns whether the key was one of theirs */
  press: (key: string) => boolean
}

export interface FindPanelProps extends FindAsk {
  listId: string
  /** In the words of people. */
  organization: string
  icons: Record<Kind, IconType>
  /** The key of the chosen line; `undefined` while the text itself is. */
  active: string | undefined
  onActive: (key: string | undefined) => void
  /** Opens the page that a line stands for. */
  onOpen: (option: FindOption) => void
  onClear: () => void
  ref: Ref<FindKeys>
}

/** The element of a line, which the field points at. */
export function lineId(listId: string, key: string): string {
  return `${listId}-${key}`
}

/**
 * What fits what is typed, under the field, which keeps the focus
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 */
export function FindPanel(props: FindPanelProps) {
  const { listId, active, onActive, onOpen, text } = props
  const found = useFind(props)
  const options = optionsOf(found)
  const choose = (option: FindOption) => {
    switch (option.kind) {
      case 'load':
        return found.load.start()
      case 'stop':
        return found.load.stop()
      case 'retry':
        return found.retry()
      default:
        return onOpen(option)
    }
  }
  useImperativeHandle(props.ref, () => ({
    press(key) {
      const chosen = options.find((option) => keyOf(option) === active)
      switch (key) {
        case 'Enter':
          if (chosen) choose(chosen)
          return chosen !== undefined
        case 'Home':
        case 'End':
          // In the text, as long as that is where one is.
          if (chosen) onActive(nextKey(options, active, key))
          return chosen !== undefined
        case 'ArrowDown':
        case 'ArrowUp':
          onActive(nextKey(options, active, key))
          return true
        default:
          onActive(undefined)
          return false
      }
    },
  }))
  return (
    <>
      {text !== '' && (
        <span className={styles['clear']}>
          <IconButton label="Clear" icon={X} size="s" tabIndex={-1} onClick={props.onClear} />
        </span>
      )}
      <div className={styles['panel']} aria-busy={found.progress.kind === 'looking'}>
        <div id={listId} role="listbox" aria-label="Suggestions" className={styles['list']}>
          {options.map((option) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the field's, which keeps the focus
            <div
              key={keyOf(option)}
              id={lineId(listId, keyOf(option))}
              role="option"
              aria-selected={keyOf(option) === active}
              ref={keyOf(option) === active ? scrollIntoView : undefined}
              className={cx(styles['option'], keyOf(option) === active && styles['active'])}
              onClick={() => choose(option)}
            >
              <FindLine option={option} found={found} icons={props.icons} />
            </div>
          ))}
        </div>
        <FindNote found={found} organization={props.organization} />
      </div>
    </>
  )
}

function scrollIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}
