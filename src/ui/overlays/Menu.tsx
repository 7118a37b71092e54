import { EllipsisVertical } from 'lucide-react'
import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Link, type To } from 'react-router'
import { buttonClass, type ButtonVariant } from '../controls/Button.tsx'
import { cx } from '../cx.ts'
import { Icon, type IconType } from '../display/Icon.tsx'
import { positionBeside } from './position.ts'
import styles from './floating.module.css'

type MenuItem =
  | 'separator'
  | (MenuItemBase & { onSelect: () => void })
  | (MenuItemBase & { to: To })

interface MenuItemBase {
  label: string
  icon?: IconType | undefined
  /** A second, quieter line. */
  note?: string | undefined
  tone?: 'danger' | undefined
  /** Why it can't be chosen now; shown as its second line. */
  disabledReason?: string | undefined
  /** Marks the one that is on (`menuitemradio`); leave it out for plain commands. */
  checked?: boolean | undefined
}

export interface MenuProps {
  /** The button's name, and the menu's. */
  label: string
  items: readonly MenuItem[]
  /** What the button shows; without it, the `icon` alone (three dots unless told). */
  children?: ReactNode
  icon?: IconType | undefined
  variant?: ButtonVariant | undefined
  size?: 's' | 'm' | undefined
  align?: 'start' | 'end' | undefined
}

/** A button with a menu: the browser's popover, arrow keys, first letters, Home and End; Escape gives focus back. */
export function Menu(props: MenuProps) {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const iconOnly = props.children === undefined
  return (
    <>
      <button
        ref={button}
        type="button"
        className={buttonClass({ variant: props.variant ?? 'quiet', size: props.size, iconOnly })}
        aria-label={props.label}
        aria-haspopup="menu"
        popoverTarget={id}
        title={iconOnly ? props.label : undefined}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          menu.current?.showPopover()
        }}
      >
        {props.children ?? <Icon icon={props.icon ?? EllipsisVertical} />}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label={props.label}
        tabIndex={-1}
        className={styles['menu']}
        onKeyDown={(event) => onMenuKey(event, menu.current)}
        onToggle={(event) => {
          const open = event.newState === 'open'
          button.current?.setAttribute('aria-expanded', String(open))
          if (!open || !menu.current || !button.current) return
          positionBeside(menu.current, button.current, props.align ?? 'start')
          menu.current.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
        }}
      >
        {props.items.map((item, at) => (
          <Item
            // oxlint-disable-next-line react/no-array-index-key -- separators have nothing else
            key={item === 'separator' ? `separator-${at}` : item.label}
            item={item}
            close={() => menu.current?.hidePopover()}
          />
        ))}
      </div>
    </>
  )
}

function Item({ item, close }: { item: MenuItem; close: () => void }) {
  if (item === 'separator') return <hr className={styles['separator']} />
  const note = item.disabledReason ?? item.note
  const shared = {
    role: item.checked === undefined ? 'menuitem' : 'menuitemradio',
    'aria-checked': item.checked,
    'aria-disabled': item.disabledReason !== undefined || undefined,
    tabIndex: -1,
    className: cx(styles['item'], item.tone === 'danger' && styles['danger']),
  }
  const face = (
    <>
      {item.icon && <Icon icon={item.icon} />}
      <span className={styles['itemText']}>
        <span>{item.label}</span>{' '}
        {note !== undefined && <span className={styles['itemNote']}>{note}</span>}
      </span>
      {item.checked === true && <span aria-hidden="true">✓</span>}
    </>
  )
  if ('to' in item && item.disabledReason === undefined) {
    return (
      <Link {...shared} to={item.to} onClick={close}>
        {face}
      </Link>
    )
  }
  return (
    <button
      {...shared}
      type="button"
      onClick={() => {
        if (item.disabledReason !== undefined || !('onSelect' in item)) return
        close()
        item.onSelect()
      }}
    >
      {face}
    </button>
  )
}

function onMenuKey(event: KeyboardEvent, menu: HTMLElement | null): void {
  if (!menu) return
  if (event.key === 'Escape' || event.key === 'Tab') {
    // A dialog around the menu must not close with it.
    event.stopPropagation()
    if (event.key === 'Escape') event.preventDefault()
    menu.hidePopover()
    return
  }
  const items = [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')]
  const current = items.findIndex((item) => item === document.activeElement)
  const next = nextItem(
    items.map((item) => item.textContent),
    current,
    event.key,
  )
  if (next === undefined) return
  event.preventDefault()
  items[next]?.focus()
}

/**
 * Where a key leads in a menu, as the ARIA menu pattern says.
 *
 * @param current the focused item, or -1
 * @returns the item to focus, or `undefined` when the key is not the menu's
 */
function nextItem(labels: readonly string[], current: number, key: string): number | undefined {
  const count = labels.length
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return (current + 1) % count
    case 'ArrowUp':
      return current <= 0 ? count - 1 : current - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return byLetter(labels, current, key)
  }
}

function byLetter(labels: readonly string[], current: number, key: string): number | undefined {
  if (key.length > 2 || key === ' ') return undefined
  const wanted = key.toLocaleLowerCase()
  for (let step = 1; step <= labels.length; step += 1) {
    const at = (Math.max(current, -1) + step) % labels.length
    if (labels[at]?.trim().toLocaleLowerCase().startsWith(wanted) === true) return at
  }
  return undefined
}
