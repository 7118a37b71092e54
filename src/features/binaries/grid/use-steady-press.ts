import { type MouseEvent, type PointerEvent, useRef } from 'react'
import { isPlain } from './GridBody.tsx'

/**
 * A press of the mouse counts for what it began on, also where the rows have moved meanwhile under a pointer that has not,
 * as when others come in between: the browser then gives the click to what both of its ends are in, or to nothing.
 * @returns what the element around the rows hears
 */
export function useSteadyPress() {
  const began = useRef<PointerEvent>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const forget = () => {
    began.current = undefined
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      began.current = event
      // Wherever it ends: the next one may begin on something else that lies over the rows.
      addEventListener('pointerup', forget, { once: true })
    },
    // It became a drag, or a scroll.
    onPointerCancel: forget,
    onPointerUp: (event: PointerEvent) => {
      if (!began.current) return
      const { target, clientX, clientY } = began.current
      const isStill = Math.hypot(event.clientX - clientX, event.clientY - clientY) < STILL
      if (event.pointerType !== 'mouse' || !isPlain(event) || !isStill) return
      const pressed = target instanceof Element && target.closest<HTMLElement>(PRESSED)
      if (!pressed) return
      // The browser's own click comes before any timer. A link that has gone would load the whole page anew.
      timer.current = setTimeout(() => pressed.isConnected && pressed.click())
    },
    onClick: ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest('[role=row]')) clearTimeout(timer.current)
    },
  }
}

/** What does something when it is clicked. */
const PRESSED = 'a, button, input, [role=row]'

/** Pixels that a hand moves between the ends of a press. Who moves further has thought better of it. */
const STILL = 5
