import { X } from 'lucide-react'
import { useImperativeHandle, type Ref } from 'react'
import type { Kind } from '#formats/kinds.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { cx } from '#ui/cx.ts'
import type { IconType } from '#ui/display/Icon.tsx'
import { FindLine } from './FindLine.tsx'
import { FindNote } from './FindNote.tsx'
import {
  keyOf,
  nextOption,
  optionsOf,
  type FindOption,
  type Found,
  type StepKey,
} from './options.ts'
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
  /** The element of the chosen line, which the field points at; `undefined` while one is in the text itself. */
  line: string | undefined
  onLine: (line: string | undefined) => void
  /** Opens the page that a line stands for. */
  onOpen: (option: FindOption) => void
  onText: (text: string) => void
  ref: Ref<FindKeys>
}

/**
 * What fits what is typed, under the field, which keeps the focus
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 */
export function FindPanel({ ref, ...props }: FindPanelProps) {
  const { listId, line, onLine, onOpen, text, onText } = props
  const found = useFind(props)
  const options = optionsOf(found)
  const lineOf = (option: FindOption) =>
    `${listId}-${encodeURIComponent(keyOf(option).toWellFormed())}`
  const chosen = options.find((option) => lineOf(option) === line)
  const step = (key: StepKey) => {
    const to = nextOption(options, chosen, key)
    onLine(to && lineOf(to))
  }
  const choose = (option: FindOption) => chooseOption(option, found, onOpen)
  useImperativeHandle(ref, () => ({
    press(key) {
      switch (key) {
        case 'Enter':
          if (chosen) choose(chosen)
          return chosen !== undefined
        case 'Home':
        case 'End':
          // In the text, as long as that is where one is.
          if (chosen) step(key)
          return chosen !== undefined
        case 'ArrowDown':
        case 'ArrowUp':
          step(key)
          return true
        case 'ArrowLeft':
        case 'ArrowRight':
          onLine(undefined)
          return false
        default:
          return false
      }
    },
  }))
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- so that the field keeps the focus
    <div onMouseDown={(event) => event.preventDefault()}>
      {text !== '' && (
        <span className={styles['clear']}>
          <IconButton label="Clear" icon={X} size="s" tabIndex={-1} onClick={() => onText('')} />
        </span>
      )}
      <div className={styles['panel']} aria-busy={found.progress.kind === 'looking'}>
        <Lines
          {...{ listId, options, chosen, found, lineOf }}
          icons={props.icons}
          onChoose={choose}
        />
        <FindNote found={found} organization={props.organization} />
      </div>
    </div>
  )
}

/** In the place of the suggestions while nothing may be requested. */
export function ClosedPanel({ listId }: { listId: string }) {
  return (
    <div className={styles['panel']}>
      <div id={listId} role="listbox" aria-label="Suggestions" className={styles['list']}>
        <div role="option" aria-selected={false} aria-disabled className={styles['option']}>
          Give an access reason before you look for files
        </div>
      </div>
    </div>
  )
}

function chooseOption(
  option: FindOption,
  { load, retry }: ReturnType<typeof useFind>,
  onOpen: FindPanelProps['onOpen'],
): void {
  switch (option.kind) {
    case 'load':
      return load.start()
    case 'stop':
      return load.stop()
    case 'retry':
      return retry()
    case 'file':
    case 'context':
    case 'ids':
    case 'inside':
    case 'all':
      return onOpen(option)
  }
}

interface LinesProps extends Pick<FindPanelProps, 'listId' | 'icons'> {
  options: readonly FindOption[]
  chosen: FindOption | undefined
  found: Found
  lineOf: (option: FindOption) => string
  onChoose: (option: FindOption) => void
}

function Lines({ listId, icons, options, chosen, found, lineOf, onChoose }: LinesProps) {
  return (
    <div id={listId} role="listbox" aria-label="Suggestions" className={styles['list']}>
      {options.map((option) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the field's, which keeps the focus
        <div
          key={keyOf(option)}
          id={lineOf(option)}
          role="option"
          aria-selected={option === chosen}
          ref={option === chosen ? scrollIntoView : undefined}
          className={cx(styles['option'], option === chosen && styles['active'])}
          onClick={() => onChoose(option)}
        >
          <FindLine option={option} found={found} icons={icons} />
        </div>
      ))}
    </div>
  )
}

function scrollIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}
