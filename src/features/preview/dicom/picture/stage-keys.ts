import { PAN, sizeOfKey } from '#ui/picture/picture-keys.ts'
import type { ImageAction } from '#ui/picture/picture-view.ts'
import type { Tool } from './stage-props.ts'

/** What a key on the picture asks for. */
export type StageAction =
  | { type: 'step'; by: number }
  | { type: 'go'; to: 'first' | 'last' }
  | { type: 'play' }
  | ImageAction
  | { type: 'cursor'; by: { x: number; y: number } }
  | { type: 'mark' }
  | { type: 'erase' }
  | { type: 'window'; center: number; width: number }
  | { type: 'own-window' }
  | { type: 'invert' }
  | { type: 'overlays' }
  | { type: 'tool'; tool: Tool }

const ARROWS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

interface Press {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** @param movable whether there is more of the picture than fits, so that arrows may move it */
export function actionOfKey(
  press: Press,
  { tool, movable }: { tool: Tool; movable: boolean },
): StageAction | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined
  const arrow = ARROWS[press.key]
  if (arrow) return actionOfArrow(arrow, press.shiftKey, tool, movable)
  const shift = press.shiftKey ? -1 : 1
  switch (press.key.length === 1 ? press.key.toLowerCase() : press.key) {
    case 'PageDown':
      return { type: 'step', by: 10 }
    case 'PageUp':
      return { type: 'step', by: -10 }
    case 'Home':
      return { type: 'go', to: 'first' }
    case 'End':
      return { type: 'go', to: 'last' }
    case ' ':
      return { type: 'play' }
    case 'c':
      return { type: 'window', center: shift, width: 0 }
    case 'w':
      return { type: 'window', center: 0, width: shift }
    case 'a':
      return { type: 'own-window' }
    case 'i':
      return { type: 'invert' }
    case 'o':
      return { type: 'overlays' }
    case 'd':
      return { type: 'tool', tool: 'window' }
    case 'm':
      return { type: 'tool', tool: 'move' }
    case 'l':
      return { type: 'tool', tool: 'measure' }
    case 'Enter':
      return tool === 'measure' ? { type: 'mark' } : undefined
    case 'Delete':
    case 'Backspace':
      return { type: 'erase' }
    default:
      return sizeOfKey(press.key)
  }
}

function actionOfArrow(
  arrow: { x: number; y: number },
  shift: boolean,
  tool: Tool,
  movable: boolean,
): StageAction {
  if (tool === 'measure') {
    const step = shift ? 10 : 1
    return { type: 'cursor', by: { x: arrow.x * step, y: arrow.y * step } }
  }
  // The place moves over the picture, as a page does under its scroll bar.
  if (tool === 'move' && movable) {
    return { type: 'pan', by: { x: -arrow.x * PAN || 0, y: -arrow.y * PAN || 0 } }
  }
  return { type: 'step', by: arrow.x + arrow.y }
}
