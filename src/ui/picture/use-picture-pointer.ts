import { useEffect, useEffectEvent, useRef, type PointerEvent, type RefObject } from 'react'
import type { ImageAction, Point } from './picture-view.ts'

/** Dragging pans, two fingers or Ctrl and the wheel zoom about where they are. */
export function usePicturePointer(
  frame: RefObject<HTMLElement | null>,
  change: (action: ImageAction) => void,
) {
  const down = useRef(new Map<number, Point>())

  const onWheel = useEffectEvent((event: WheelEvent) => {
    // A pinch on a touchpad arrives as Ctrl and wheel, too.
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    change(wheelZoom(frame.current, event))
  })
  useEffect(() => {
    const element = frame.current
    const listen = (event: WheelEvent) => onWheel(event)
    // React listens passively, and could not keep the page from zooming.
    element?.addEventListener('wheel', listen, { passive: false })
    return () => element?.removeEventListener('wheel', listen)
  }, [frame])

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0 || isOnButton(event)) return
    event.currentTarget.setPointerCapture(event.pointerId)
    down.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
  }
  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const before = down.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1]
    down.current.set(event.pointerId, now)
    if (other) {
      change(pinchZoom(frame.current, { before, now, other }))
    } else {
      change({ type: 'pan', by: { x: now.x - before.x, y: now.y - before.y } })
    }
  }
  function onPointerEnd(event: PointerEvent<HTMLElement>) {
    down.current.delete(event.pointerId)
  }
  return {
    onPointerDown,
    onPointerMove,
    onPointerUp: onPointerEnd,
    onPointerCancel: onPointerEnd,
    onLostPointerCapture: onPointerEnd,
  }
}

/** What one turn of the wheel with Ctrl, or a pinch on a touchpad, does to the picture in that element. */
export function wheelZoom(element: HTMLElement | null, event: WheelEvent): ImageAction {
  return {
    type: 'zoom',
    factor: Math.exp(-wheelPixels(event) / 300),
    at: fromMiddle(element, event),
  }
}

/** How far the wheel was turned; browsers count in pixels or in lines. */
export function wheelPixels({ deltaMode, deltaY }: WheelEvent): number {
  return deltaMode === 0 ? deltaY : deltaY * 16
}

/** What two fingers do, of which one has moved from `before` to `now` while the other lies still; on the screen. */
export function pinchZoom(
  element: HTMLElement | null,
  { before, now, other }: { before: Point; now: Point; other: Point },
): ImageAction {
  const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 }
  const factor = distance(now, other) / Math.max(1, distance(before, other))
  return { type: 'zoom', factor, at: fromMiddle(element, middle) }
}

/** Whether it was meant for a button that lies in the frame: a frame that catches the pointer takes its click away. */
export function isOnButton({ target }: { target: EventTarget }): boolean {
  return target instanceof Element && target.closest('button') !== null
}

/** A place on the screen, from the middle of an element. */
export function fromMiddle(
  element: HTMLElement | null,
  { clientX, clientY }: { clientX: number; clientY: number },
): Point {
  if (!element) return { x: 0, y: 0 }
  const box = element.getBoundingClientRect()
  return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 }
}

/** In the same unit. */
export function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}
