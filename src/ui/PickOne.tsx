import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './pick-one.module.css'

interface PickOneProps<Option> {
  label: string
  /** What the options are: "Commands". */
  listLabel: string
  placeholder: string
  typed: string
  onTyped: (typed: string) => void
  /** Those that fit what was typed, the best one first. */
  options: readonly Option[]
  keyOf: (option: Option) => string
  /** What stands in the line of an option. */
  children: (option: Option) => ReactNode
  onPick: (option: Option) => void
}

/**
 * A field and the options that fit what is typed in it. The field keeps the focus and points at the chosen option
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 */
export function PickOne<Option>(props: PickOneProps<Option>) {
  const { options, typed } = props
  const [at, setAt] = useState(0)
  const list = useId()
  const chosen = Math.min(at, options.length - 1)
  const idOf = (option: Option) => `${list}-${props.keyOf(option)}`
  const active = options[chosen]
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      Home: 0,
      End: options.length - 1,
    }
    const to = steps[event.key]
    if (event.key === 'Enter' && active !== undefined) props.onPick(active)
    else if (to !== undefined) setAt((to + options.length) % Math.max(options.length, 1))
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        className={styles['input']}
        type="text"
        role="combobox"
        aria-label={props.label}
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={active === undefined ? undefined : idOf(active)}
        aria-autocomplete="list"
        data-autofocus
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={props.placeholder}
        value={typed}
        onChange={(event) => {
          props.onTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <Options {...props} {...{ list, chosen, idOf }} />
    </>
  )
}

function Options<Option>(
  props: PickOneProps<Option> & {
    list: string
    /** The place of the chosen one. */
    chosen: number
    idOf: (option: Option) => string
  },
) {
  const { list, listLabel, options, chosen, idOf, onPick, children } = props
  return (
    <div id={list} role="listbox" aria-label={listLabel} className={styles['list']} tabIndex={-1}>
      {options.map((option, place) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the field's, which keeps the focus
        <div
          key={idOf(option)}
          id={idOf(option)}
          role="option"
          aria-selected={place === chosen}
          ref={place === chosen ? scrollIntoView : undefined}
          className={cx(styles['option'], place === chosen && styles['chosen'])}
          onClick={() => onPick(option)}
        >
          {children(option)}
        </div>
      ))}
    </div>
  )
}

function scrollIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}
