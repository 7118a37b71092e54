import { EyeOff } from 'lucide-react'
import { useRef, useState, type KeyboardEvent } from 'react'
import type { SheetHead } from '#formats/sheet/sheet-content.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import styles from './book.module.css'

/** Tabs around the chosen one that are drawn; a workbook may have thousands. */
const DRAWN = 40
/** From so many sheets on there is a list to choose from too. */
const MANY = 12

export interface SheetTabsProps {
  /** That the ids of tabs begin with. */
  id: string
  sheets: readonly SheetHead[]
  active: number
  onChoose: (index: number) => void
}

/** The sheets of a workbook, the hidden ones too, which are marked. */
export function SheetTabs({ id, sheets, active, onChoose }: SheetTabsProps) {
  // Another sheet may be chosen by a link too: the focus then begins there.
  const [moved, setMoved] = useState({ active, to: active })
  const focused = moved.active === active ? moved.to : active
  const list = useRef<HTMLDivElement>(null)
  const first = Math.max(0, Math.min(sheets.length - DRAWN, focused - DRAWN / 2))
  function onKeyDown(event: KeyboardEvent) {
    const next = keyTarget(event.key, focused, sheets.length)
    if (next === undefined) return
    event.preventDefault()
    setMoved({ active, to: next })
    // Drawn only now where it was out of view.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus())
  }
  return (
    <div className={styles['tabs']}>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its tabs take the focus */}
      <div
        ref={list}
        role="tablist"
        aria-label="Sheets"
        className={styles['tablist']}
        onKeyDown={onKeyDown}
      >
        {sheets.slice(first, first + DRAWN).map((sheet, at) => (
          <Tab
            // oxlint-disable-next-line react/no-array-index-key -- the place is what a sheet is known by
            key={first + at}
            id={id}
            sheet={sheet}
            index={first + at}
            count={sheets.length}
            isChosen={first + at === active}
            isFocused={first + at === focused}
            onChoose={() => onChoose(first + at)}
          />
        ))}
      </div>
      {sheets.length > MANY && (
        <div className={styles['sheetList']}>
          <SelectField
            label={`All ${sheets.length} sheets`}
            hideLabel
            options={sheets.map(({ name }, index) => ({
              value: String(index),
              label: `${index + 1}. ${name}`,
            }))}
            value={String(active)}
            onChange={(value) => onChoose(Number(value))}
          />
        </div>
      )}
    </div>
  )
}

interface TabProps {
  id: string
  sheet: SheetHead
  index: number
  count: number
  isChosen: boolean
  isFocused: boolean
  onChoose: () => void
}

function Tab({ id, sheet, index, count, isChosen, isFocused, onChoose }: TabProps) {
  const hidden = HIDDEN[sheet.visibility]
  return (
    <button
      type="button"
      role="tab"
      id={`${id}-${index}`}
      aria-selected={isChosen}
      aria-controls={isChosen ? `${id}-panel` : undefined}
      aria-setsize={count}
      aria-posinset={index + 1}
      tabIndex={isFocused ? 0 : -1}
      className={cx(styles['tab'], isChosen && styles['chosen'])}
      onClick={onChoose}
    >
      <span className={styles['tabName']}>{sheet.name}</span>
      {hidden !== undefined && (
        <span className={styles['tabMark']}>
          <Icon icon={EyeOff} size={14} /> {hidden}
        </span>
      )}
      {sheet.holds === 'chart' && <span className={styles['tabMark']}>chart</span>}
    </button>
  )
}

const HIDDEN = { visible: undefined, hidden: 'hidden', veryHidden: 'very hidden' } as const

function keyTarget(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, at + 1)
    case 'ArrowLeft':
      return Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
