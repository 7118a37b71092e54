import { announce } from '#ui/feedback/announcer.tsx'
import { lengthOf, type PicturePoint } from './measure.ts'
import type { StageAction } from './stage-keys.ts'
import type { StageProps } from './stage-props.ts'

/** Does what a key on the picture asks for. @returns whether there was anything to do */
export function act(props: StageProps, action: StageAction): boolean {
  const { store, state, change, setTool, lines, setLines } = props
  const { model } = store
  switch (action.type) {
    case 'step':
      if (model.frames < 2) return false
      store.step(action.by)
      return true
    case 'go':
      if (model.frames < 2) return false
      store.step(action.to === 'first' ? -model.frames : model.frames)
      return true
    case 'play':
      if (state.playing) store.pause()
      else store.play()
      return model.frames > 1
    case 'zoom':
    case 'fit':
    case 'fit-width':
    case 'actual':
    case 'pan':
    case 'turn':
      change(action)
      return true
    case 'cursor':
      moveCursor(props, action.by)
      return true
    case 'mark':
      mark(props)
      return true
    case 'erase':
      setLines(lines.slice(0, -1))
      return lines.length > 0
    case 'window': {
      const window = state.drawn?.window
      if (!window) return false
      const center = window.center + (action.center * window.width) / 20
      const width = Math.max(1e-6, window.width * 1.1 ** action.width)
      store.setWindow({
        ...window,
        center,
        width: window.shape === 'LINEAR' ? Math.max(1, width) : width,
      })
      return true
    }
    case 'own-window':
      store.setGreys(undefined)
      return model.grey
    case 'invert':
      store.invert()
      return true
    case 'overlays':
      store.toggleOverlays()
      return model.overlays.length > 0
    case 'tool':
      if (action.tool === 'window' && !model.grey) return false
      setTool(action.tool)
      return true
  }
}

function moveCursor({ state, cursor, setCursor, store }: StageProps, by: PicturePoint): void {
  const { drawn } = state
  if (!drawn) return
  const from = cursor ?? {
    x: Math.floor(drawn.columns / 2) + 0.5,
    y: Math.floor(drawn.rows / 2) + 0.5,
  }
  const at = cursor
    ? {
        x: Math.max(0.5, Math.min(drawn.columns - 0.5, from.x + by.x)),
        y: Math.max(0.5, Math.min(drawn.rows - 0.5, from.y + by.y)),
      }
    : from
  setCursor(at)
  store.point({ x: Math.floor(at.x), y: Math.floor(at.y) })
}

/** Begins a line at the crosshair, or ends the one that is begun. */
function mark(props: StageProps): void {
  const { state, cursor, lines, setLines } = props
  const { drawn } = state
  if (!cursor || !drawn) return
  const last = lines.at(-1)
  const isOpen =
    last?.frame === drawn.index && last.from.x === last.to.x && last.from.y === last.to.y
  if (!last || !isOpen) {
    setLines([...lines, { frame: drawn.index, from: cursor, to: cursor }])
    announce('The line begins here')
    return
  }
  const line = { ...last, to: cursor }
  setLines([...lines.slice(0, -1), line])
  announce(lengthOf(line, drawn).text)
}
