import type { PointerEvent } from 'react'
import { useSideWords } from '../compared-of.ts'
import { slidTo } from './modes.ts'
import styles from './picture.module.css'

/** The line between the left picture and the right one: dragged, or moved by the keys of a slider. */
export function SwipeLine({
  percent,
  onChange,
}: {
  percent: number
  onChange: (percent: number) => void
}) {
  const [before, after] = useSideWords().map((word) => word.toLowerCase())
  const move = (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation()
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = event.currentTarget.parentElement?.getBoundingClientRect()
    if (!box || box.width === 0) return
    const to = ((event.clientX - box.left) / box.width) * 100
    onChange(Math.min(100, Math.max(0, Math.round(to))))
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Swipe"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={`${percent} % ${before}, ${100 - percent} % ${after}`}
      className={styles['line']}
      style={{ insetInlineStart: `${percent}%` }}
      onPointerDown={(event) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={move}
      onKeyDown={(event) => {
        const to = slidTo(event.key, percent)
        if (to === undefined) return
        event.preventDefault()
        event.stopPropagation()
        onChange(to)
      }}
    />
  )
}
