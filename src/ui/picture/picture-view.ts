/**
 * How an image lies in its frame: the thinking behind fit, zoom, pan and turn, without a browser.
 * Lengths are CSS pixels; the offset is that of the image's middle from the frame's middle.
 */
export interface ImageView {
  /** `undefined`: as large as the frame allows, and it follows the frame. */
  zoom: number | undefined
  x: number
  y: number
  turn: 0 | 90 | 180 | 270
}

export interface Size {
  width: number
  height: number
}

export interface ImageSize extends Size {
  /** A drawing, whose size is only a proposal: it may be blown up to fit. */
  scalable?: boolean
}

export interface Point {
  x: number
  y: number
}

export type ImageAction =
  | { type: 'fit' }
  | { type: 'fit-width' }
  | { type: 'actual' }
  /** `at`: the point that stays where it is, from the frame's middle. */
  | { type: 'zoom'; factor: number; at?: Point }
  | { type: 'pan'; by: Point }
  | { type: 'turn'; by: 90 | -90 }

export const FITTED: ImageView = { zoom: undefined, x: 0, y: 0, turn: 0 }
/** How far one can zoom. What is fitted may be beyond: it is not zoomed further, and not thrown back either. */
const SMALLEST = 0.02
const LARGEST = 32

/** The view after an action; the image never leaves its frame wholly. */
export function changeView(
  view: ImageView,
  action: ImageAction,
  image: ImageSize,
  frame: Size,
): ImageView {
  const zoom = zoomOf(view, image, frame)
  switch (action.type) {
    case 'fit':
      return { ...FITTED, turn: view.turn }
    case 'fit-width': {
      const turned = turnedSize(image, view.turn)
      if (turned.width === 0 || frame.width === 0) return view
      const filling = frame.width / turned.width
      const wide = image.scalable === true ? filling : Math.min(LARGEST, filling)
      // From its top.
      return keepInFrame({ ...view, zoom: wide, x: 0, y: Infinity }, wide, image, frame)
    }
    case 'actual':
      return { ...view, zoom: 1, x: 0, y: 0 }
    case 'turn':
      return { ...FITTED, turn: turned(view.turn, action.by) }
    case 'pan':
      if (view.zoom === undefined && !overflows(view, image, frame)) return view
      return keepInFrame(
        { ...view, zoom, x: view.x + action.by.x, y: view.y + action.by.y },
        zoom,
        image,
        frame,
      )
    case 'zoom': {
      const least = Math.min(SMALLEST, zoom)
      const most = Math.max(LARGEST, zoom)
      const next = Math.min(most, Math.max(least, zoom * action.factor))
      const at = action.at ?? { x: 0, y: 0 }
      const ratio = next / zoom
      const moved = { x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }
      return keepInFrame({ ...view, ...moved, zoom: next }, next, image, frame)
    }
  }
}

/** Of the shorter side of what is fitted: a strip of one pixel by thousands would be too thin to be seen at all. */
const THINNEST = 8

/** Screen pixels for one image pixel. Small images are not blown up to fit, and long ones not made invisible. */
export function zoomOf(view: ImageView, image: ImageSize, frame: Size): number {
  if (view.zoom !== undefined) return view.zoom
  const { width, height } = turnedSize(image, view.turn)
  if (width === 0 || height === 0 || frame.width === 0 || frame.height === 0) return 1
  const fitting = Math.min(frame.width / width, frame.height / height)
  const visible = Math.max(fitting, THINNEST / Math.min(width, height))
  return image.scalable === true ? visible : Math.min(1, visible)
}

/** Whether a fitted image is larger than its frame, since it would be too thin to be seen otherwise. */
export function isHeldVisible(view: ImageView, image: ImageSize, frame: Size): boolean {
  return view.zoom === undefined && overflows(view, image, frame)
}

/** Whether there is more of the image than the frame shows, so that it can be panned. */
export function overflows(view: ImageView, image: ImageSize, frame: Size): boolean {
  const zoom = zoomOf(view, image, frame)
  const { width, height } = turnedSize(image, view.turn)
  return width * zoom > frame.width + 1 || height * zoom > frame.height + 1
}

function keepInFrame(view: ImageView, zoom: number, image: Size, frame: Size): ImageView {
  const { width, height } = turnedSize(image, view.turn)
  return {
    ...view,
    x: clamp(view.x, Math.max(0, (width * zoom - frame.width) / 2)),
    y: clamp(view.y, Math.max(0, (height * zoom - frame.height) / 2)),
  }
}

function clamp(value: number, limit: number): number {
  return limit === 0 ? 0 : Math.max(-limit, Math.min(limit, value))
}

function turnedSize({ width, height }: Size, turn: ImageView['turn']): Size {
  return turn === 90 || turn === 270 ? { width: height, height: width } : { width, height }
}

function turned(turn: ImageView['turn'], by: 90 | -90): ImageView['turn'] {
  switch (turn) {
    case 0:
      return by === 90 ? 90 : 270
    case 90:
      return by === 90 ? 180 : 0
    case 180:
      return by === 90 ? 270 : 90
    case 270:
      return by === 90 ? 0 : 180
  }
}
