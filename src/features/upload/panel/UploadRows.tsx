import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type RefObject } from 'react'
import type { UploadItem } from '../queue/item.ts'
import type { QueueState } from '../queue/queue-state.ts'
import { UploadRow } from './UploadRow.tsx'
import { useKeptFocus } from './use-kept-focus.ts'
import styles from './uploads-panel.module.css'

/** Lists up to this long are drawn whole. */
const FEW = 100
/** Pixels of a row without trouble. */
const USUAL_HEIGHT = 57

/** The files, of which only those near the view are in the document. */
export function UploadRows(props: {
  items: readonly UploadItem[]
  hold: Pick<QueueState, 'offline' | 'awaitsToken' | 'awaitsSignIn'>
  /** The key of the one whose conflict is open in its dialog. */
  inDialog: string | undefined
  onLook: (key: string) => void
}) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { items } = props
  const scroller = useRef<HTMLDivElement>(null)
  const keys = items.map(({ key }) => key)
  const focus = useKeptFocus(scroller, keys)
  const virtual = useRowsNearView(scroller, keys, focus.key)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears of the focus of what is inside
    <div
      ref={scroller}
      className={styles['scroll']}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      role="group"
      aria-labelledby="uploads-title"
      onFocus={focus.onFocus}
      onBlur={focus.onBlur}
    >
      {items.length === 0 && <p className={styles['none']}>No files in this state</p>}
      <ul
        className={styles['list']}
        aria-label="Files"
        style={{ blockSize: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index]
          return (
            item && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                data-key={item.key}
                aria-setsize={items.length}
                aria-posinset={index + 1}
                className={styles['place']}
                style={{ transform: `translateY(${start}px)` }}
              >
                <UploadRow
                  item={item}
                  offline={props.hold.offline}
                  awaitsToken={props.hold.awaitsToken}
                  awaitsSignIn={props.hold.awaitsSignIn}
                  isInDialog={item.key === props.inDialog}
                  onLook={() => props.onLook(item.key)}
                />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}

/** @param focused the key of the row that has the focus: it stays, wherever the list is scrolled to */
function useRowsNearView(
  scroller: RefObject<HTMLElement | null>,
  keys: readonly string[],
  focused: () => string | undefined,
) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  return useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => keys[index] ?? index,
    estimateSize: () => USUAL_HEIGHT,
    overscan: 6,
    rangeExtractor: (range) => {
      if (keys.length <= FEW) return keys.map((_, index) => index)
      const near = defaultRangeExtractor(range)
      const held = keys.indexOf(focused() ?? '')
      return held === -1 || near.includes(held) ? near : [...near, held].toSorted((a, b) => a - b)
    },
  })
}
