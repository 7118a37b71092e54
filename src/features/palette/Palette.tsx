import { useId, useState, type KeyboardEvent } from 'react'
import { ranked } from '#lib/text/rank.ts'
import { offeredCommands, type Command } from '#ui/commands.ts'
import { cx } from '#ui/cx.ts'
import { Kbd } from '#ui/display/Badge.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import styles from './palette.module.css'

/**
 * Every page and every action by its name. The field keeps the focus and points at the chosen option
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 */
export function Palette({ also, onClose }: { also: readonly Command[]; onClose: () => void }) {
  // Taken when it opens, so that options do not move under the pointer.
  const [all] = useState(() => [...offeredCommands(), ...also])
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const found = ranked(all, typed, ({ label, group }) => `${label} ${group}`)
  const chosen = found[Math.min(at, found.length - 1)]
  const run = (command: Command | undefined) => {
    if (command === undefined) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: found.length - 1,
    }
    const to = steps[event.key]
    if (event.key === 'Enter') run(chosen)
    else if (to !== undefined) setAt((to + found.length) % Math.max(found.length, 1))
    else return
    event.preventDefault()
  }
  return (
    <Dialog open title="Commands" onClose={onClose}>
      <input
        className={styles['input']}
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen === undefined ? undefined : `${list}-${chosen.id}`}
        aria-autocomplete="list"
        data-autofocus
        spellCheck={false}
        placeholder="Type what you want to do"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <Options {...{ list, found, chosen }} onRun={run} />
      {found.length === 0 && <p role="status">No matching command</p>}
    </Dialog>
  )
}

function Options(props: {
  list: string
  found: Command[]
  chosen: Command | undefined
  onRun: (command: Command) => void
}) {
  const { list, found, chosen, onRun } = props
  return (
    <div id={list} role="listbox" aria-label="Commands" className={styles['list']} tabIndex={-1}>
      {found.map((command) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the field's, which keeps the focus
        <div
          key={command.id}
          id={`${list}-${command.id}`}
          role="option"
          aria-selected={command === chosen}
          ref={command === chosen ? scrollIntoView : undefined}
          className={cx(styles['option'], command === chosen && styles['chosen'])}
          onClick={() => onRun(command)}
        >
          {command.icon !== undefined && <Icon icon={command.icon} size={16} />}
          <span className={styles['label']}>{command.label}</span>
          <span className={styles['group']}>{command.group}</span>
          {command.keys !== undefined && (
            <span className={styles['keys']}>
              {command.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          )}
        </div>
      ))}
    </div>
  )
}

function scrollIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}
