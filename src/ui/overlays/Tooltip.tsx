import { useRef, type ReactNode } from 'react'
import { positionBeside } from './position.ts'
import styles from './floating.module.css'

/**
 * A visual hint on hover and keyboard focus, closed by Escape. It is hidden from screen readers: what is inside
 * carries the same words as its name or description.
 *
 * @param text the hint; `children` is the control it belongs to
 */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const bubble = useRef<HTMLSpanElement>(null)
  function show(target: EventTarget) {
    const element = bubble.current
    if (!element || !(target instanceof Element)) return
    const anchor = target.closest('button, a, [tabindex]') ?? target
    if (!element.matches(':popover-open')) element.showPopover()
    positionBeside(element, anchor, 'center')
  }
  function hide() {
    if (bubble.current?.matches(':popover-open') === true) bubble.current.hidePopover()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only listens to what its control does
    <span
      className={styles['anchor']}
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(event.target)}
      onPointerOver={(event) => event.pointerType === 'mouse' && show(event.target)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(':focus-visible') && show(event.target)}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {children}
      <span ref={bubble} popover="manual" className={styles['tooltip']} aria-hidden="true">
        {text}
      </span>
    </span>
  )
}
