import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { useNavigate } from 'react-router'
import { listOrder, neighboursOf } from '#features/binaries/list/list-order.ts'
import { paths } from '#site/paths.ts'
import { useCommands, type Command } from '#ui/commands.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { isTyping } from '../shell/is-typing.ts'
import styles from './binary.module.css'

/** From one file to the next in the order of the list that led here, by buttons and by `j` and `k`. */
export function ListNeighbours({ org, id }: { org: string; id: string }) {
  const order = useSyncExternalStore(listOrder.subscribe, listOrder.get)
  const neighbours = neighboursOf(order, org, id)
  const navigate = useNavigate()
  const go = (to: string | undefined) => {
    if (to !== undefined) void navigate(paths.binary(org, to))
  }
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
    // A key that is held would read every file on its way.
    if (!plain || event.repeat || event.defaultPrevented || isTyping(event)) return
    if (event.key === 'j') go(neighbours?.next?.id)
    if (event.key === 'k') go(neighbours?.previous?.id)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
  const command = (label: string, key: string, to: string | undefined): Command[] =>
    to === undefined
      ? []
      : [{ id: `neighbour-${key}`, label, group: 'Actions', keys: [key], run: () => go(to) }]
  useCommands([
    ...command('Next file of the list', 'j', neighbours?.next?.id),
    ...command('Previous file of the list', 'k', neighbours?.previous?.id),
  ])
  if (neighbours === undefined) return null
  const { place, count, hasMore, previous, next } = neighbours
  const end = hasMore
    ? 'No more files are loaded in the list.'
    : 'This is the last file of the list.'
  return (
    <div role="group" aria-label="In the list" className={styles['neighbours']}>
      <IconButton
        label="Previous file"
        icon={ChevronLeft}
        disabledReason={previous === undefined ? 'This is the first file of the list.' : undefined}
        onClick={() => go(previous?.id)}
      />
      <span>
        {place.toLocaleString()} of {count.toLocaleString()}
        {hasMore && '+'}
      </span>
      <IconButton
        label="Next file"
        icon={ChevronRight}
        disabledReason={next === undefined ? end : undefined}
        onClick={() => go(next?.id)}
      />
    </div>
  )
}
