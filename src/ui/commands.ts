import { useEffect, useRef } from 'react'
import type { IconType } from './display/Icon.tsx'

/** Something that can be done from the palette, by its name. */
export interface Command {
  /** Unique among all that are offered at once. */
  id: string
  label: string
  /** The heading that it stands under. */
  group: string
  icon?: IconType | undefined
  /** The keys that do the same, as printed on them. */
  keys?: readonly string[] | undefined
  run: () => void
}

type Source = { current: readonly Command[] }

const sources = new Set<Source>()

/** Offers commands for as long as the component is on the screen. */
export function useCommands(commands: readonly Command[]): void {
  const source = useRef(commands)
  useEffect(() => {
    source.current = commands
  })
  useEffect(() => {
    sources.add(source)
    return () => void sources.delete(source)
  }, [])
}

/** All commands on offer, the page's own before the frame's. */
export function offeredCommands(): Command[] {
  return [...sources].toReversed().flatMap(({ current }) => current)
}
