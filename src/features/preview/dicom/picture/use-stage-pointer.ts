import { useEffect, useEffectEvent, useRef, type PointerEvent } from 'react'
import type { Window } from '#formats/dicom/pixels/grayscale.ts'
import { zoomOf } from '#ui/picture/picture-view.ts'
import {
  distance,
  fromMiddle,
  isOnButton,
  pinchZoom,
  wheelPixels,
  wheelZoom,
} from '#ui/picture/use-picture-pointer.ts'
import { draggedWindow, type PicturePoint } from './measure.ts'
import type { StageProps } from './stage-props.ts'

/** What a drag has begun. */
type Drag =
  | { type: 'window'; start: Window; from: PicturePoint }
  | { type: 'move' }
  | { type: 'measure'; from: PicturePoint }

/**
 * The pointer on the stage: dragging does what the tool says, two fingers or Ctrl and the wheel zoom, the wheel alone goes
 * through frames, and wherever the pointer is, its pixel is read out.
 */
export function useStagePointer(props: StageProps) {
  const { ref, store, state, change, tool, lines, setLines } = props
  const down = useRef(new Map<number, PicturePoint>())
  const drag = useRef<Drag>(undefined)
  useWheel(props)

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0 || isOnButton(event)) return
    event.currentTarget.setPointerCapture(event.pointerId)
    down.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (down.current.size > 1) {
      drag.current = { type: 'move' }
      return
    }
    drag.current = beginDrag(props, event)
    if (drag.current?.type === 'measure' && state.drawn) {
      const { from } = drag.current
      setLines([...lines, { frame: state.drawn.index, from, to: from }])
    }
  }
  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const at = pointOf(props, event)
    store.point(at && { x: Math.floor(at.x), y: Math.floor(at.y) })
    const before = down.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1]
    down.current.set(event.pointerId, now)
    if (other) {
      change(pinchZoom(ref.current, { before, now, other }))
      return
    }
    if (drag.current) continueDrag(props, drag.current, { before, now, event })
  }
  function onPointerEnd(event: PointerEvent<HTMLElement>) {
    if (!down.current.delete(event.pointerId) || down.current.size > 0) return
    const begun = drag.current
    drag.current = undefined
    const last = lines.at(-1)
    // A click without a drag measures nothing.
    if (begun?.type === 'measure' && last && distance(last.from, last.to) < 0.5)
      setLines(lines.slice(0, -1))
  }
  return {
    'data-tool': tool,
    onPointerDown,
    onPointerMove,
    onPointerUp: onPointerEnd,
    onPointerCancel: onPointerEnd,
    onLostPointerCapture: onPointerEnd,
    onPointerLeave: () => store.point(undefined),
  }
}

/** What a drag does on its way. */
function continueDrag(
  props: StageProps,
  drag: Drag,
  { before, now, event }: { before: PicturePoint; now: PicturePoint; event: PointerEvent },
): void {
  const { store, change, lines, setLines } = props
  if (drag.type === 'window') {
    const by = { x: now.x - drag.from.x, y: now.y - drag.from.y }
    store.setWindow(draggedWindow(drag.start, by))
  } else if (drag.type === 'move') {
    change({ type: 'pan', by: { x: now.x - before.x, y: now.y - before.y } })
  } else {
    const last = lines.at(-1)
    if (last) setLines([...lines.slice(0, -1), { ...last, to: clamped(props, event) }])
  }
}

function useWheel({ ref, store, change }: StageProps): void {
  const turned = useRef(0)
  const onWheel = useEffectEvent((event: WheelEvent) => {
    // A pinch on a touchpad arrives as Ctrl and wheel, too.
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      change(wheelZoom(ref.current, event))
      return
    }
    if (store.model.frames < 2) return
    event.preventDefault()
    turned.current += wheelPixels(event)
    const frames = Math.trunc(turned.current / 40)
    turned.current -= frames * 40
    if (frames !== 0) store.step(frames)
  })
  useEffect(() => {
    const element = ref.current
    const listen = (event: WheelEvent) => onWheel(event)
    // React listens passively, and could not keep the page from scrolling.
    element?.addEventListener('wheel', listen, { passive: false })
    return () => element?.removeEventListener('wheel', listen)
  }, [ref])
}

function beginDrag(props: StageProps, event: PointerEvent): Drag | undefined {
  const { tool, state } = props
  const { drawn } = state
  if (!drawn) return undefined
  if (tool === 'move') return { type: 'move' }
  if (tool === 'measure') return { type: 'measure', from: clamped(props, event) }
  const start = drawn.window ?? windowOf(drawn.range)
  return start && { type: 'window', start, from: { x: event.clientX, y: event.clientY } }
}

/** Where the file's own table draws, a drag begins from the whole range. */
function windowOf(range: { low: number; high: number } | undefined): Window | undefined {
  if (!range) return undefined
  const width = Math.max(1, range.high - range.low)
  return { center: range.low + width / 2, width, shape: 'LINEAR_EXACT' }
}

interface At {
  clientX: number
  clientY: number
}

/** The place on the picture; `undefined` beside it. */
function pointOf(props: StageProps, at: At): PicturePoint | undefined {
  const { drawn } = props.state
  const point = unclamped(props, at)
  if (!drawn || !point) return undefined
  const isInside = point.x >= 0 && point.y >= 0 && point.x < drawn.columns && point.y < drawn.rows
  return isInside ? point : undefined
}

function clamped(props: StageProps, at: At): PicturePoint {
  const { columns, rows } = props.state.drawn ?? { columns: 0, rows: 0 }
  const point = unclamped(props, at) ?? { x: 0, y: 0 }
  return {
    x: Math.max(0, Math.min(columns, point.x)),
    y: Math.max(0, Math.min(rows, point.y)),
  }
}

function unclamped(
  { ref, state, view, size, frame }: StageProps,
  at: At,
): PicturePoint | undefined {
  const { drawn } = state
  if (!drawn || size.width === 0) return undefined
  const zoom = zoomOf(view, size, frame)
  const middle = fromMiddle(ref.current, at)
  return {
    x: (((middle.x - view.x) / zoom + size.width / 2) * drawn.columns) / size.width,
    y: (((middle.y - view.y) / zoom + size.height / 2) * drawn.rows) / size.height,
  }
}
