import { useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import type { PaperView } from './draw-paper.ts'
import { measure, type PaperScale, type Point } from './paper.ts'

/** Steps of the arrow keys, in seconds and millivolts: coarse, and fine with Shift. */
const COARSE = { time: 0.01, voltage: 0.05 }
const FINE = { time: 0.001, voltage: 0.01 }

/** Two points on the paper, moved by mouse or keys, and what lies between them. */
export function useCaliper(about: {
  isOn: boolean
  scale: PaperScale
  view: PaperView
  box: RefObject<HTMLDivElement | null>
}) {
  const { isOn, scale, view, box } = about
  const [set, setSet] = useState<readonly [Point, Point]>()
  const [active, setActive] = useState<0 | 1>(1)
  const points = isOn ? (set ?? inView(view)) : undefined

  const move = (to: Point) => {
    if (points) setSet(active === 0 ? [to, points[1]] : [points[0], to])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!points) return
    if (event.key === 'Enter') {
      setActive(active === 0 ? 1 : 0)
      event.preventDefault()
      return
    }
    const way = WAYS[event.key]
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const step = event.shiftKey ? FINE : COARSE
    const { x, y } = points[active]
    const to = {
      x: Math.max(0, x + way.x * step.time * scale.speed),
      y: Math.max(0, y + way.y * step.voltage * scale.gain),
    }
    move(to)
    follow(box.current, to, view)
  }
  const pointAt = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Point => {
    const { left, top } = currentTarget.getBoundingClientRect()
    return {
      x: view.left + (clientX - left) / view.zoom,
      y: view.top + (clientY - top) / view.zoom,
    }
  }
  const pointer = {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      if (!isOn || event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      const point = pointAt(event)
      setSet([point, point])
      setActive(1)
    },
    onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => {
      if (isOn && event.currentTarget.hasPointerCapture(event.pointerId)) move(pointAt(event))
    },
  }
  return { points: points ?? [], words: points ? wordsOf(points, scale) : '', onKeyDown, pointer }
}

const WAYS: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** Until it is set, in the middle of what is in view. */
function inView({ left, top, width, height, zoom }: PaperView): readonly [Point, Point] {
  const x = left + width / zoom / 2
  const y = top + height / zoom / 2
  return [
    { x: x - 5, y: y + 5 },
    { x: x + 5, y: y - 5 },
  ]
}

/** The end that is moved stays in view. */
function follow(
  box: HTMLDivElement | null,
  { x, y }: Point,
  { width, height, zoom }: PaperView,
): void {
  if (!box) return
  const [left, top] = [x * zoom, y * zoom]
  if (left < box.scrollLeft || left > box.scrollLeft + width) box.scrollLeft = left - width / 2
  if (top < box.scrollTop || top > box.scrollTop + height) box.scrollTop = top - height / 2
}

function wordsOf([a, b]: readonly [Point, Point], scale: PaperScale): string {
  const { ms, mV } = measure(a, b, scale)
  const sign = mV < 0 ? '−' : ''
  return `Caliper: ${ms} ms, ${sign}${Math.abs(mV).toFixed(2)} mV`
}
