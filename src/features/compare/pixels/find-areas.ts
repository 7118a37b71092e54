/** A part of a picture that differs, in pixels from the upper left corner. */
export interface Area {
  x: number
  y: number
  width: number
  height: number
  /** How many of its pixels differ. */
  pixels: number
}

/** Pixels of a tile's side at least, and tiles in one direction at most. */
const LEAST_TILE = 16
const MOST_TILES = 256
/** Areas that are listed; the largest ones are kept. */
const MOST_AREAS = 500

interface Box {
  left: number
  top: number
  right: number
  bottom: number
  pixels: number
}

/** Gathers differing pixels into areas: those that lie within a tile, or in tiles that touch, are one. */
export function areaFinder({ width, height }: { width: number; height: number }) {
  const tile = Math.max(LEAST_TILE, Math.ceil(Math.max(width, height) / MOST_TILES))
  const across = Math.max(1, Math.ceil(width / tile))
  const down = Math.max(1, Math.ceil(height / tile))
  const tiles: (Box | undefined)[] = Array.from({ length: across * down })
  return {
    add(x: number, y: number): void {
      const at = Math.floor(y / tile) * across + Math.floor(x / tile)
      const box = tiles[at]
      if (box === undefined) {
        tiles[at] = { left: x, top: y, right: x, bottom: y, pixels: 1 }
        return
      }
      if (x < box.left) box.left = x
      if (x > box.right) box.right = x
      if (y > box.bottom) box.bottom = y
      box.pixels += 1
    },
    end(): { areas: Area[]; more: number } {
      const boxes = joined(tiles, across, down).toSorted((one, other) => other.pixels - one.pixels)
      const areas = boxes.slice(0, MOST_AREAS).map(areaOf)
      areas.sort((one, other) => one.y - other.y || one.x - other.x)
      return { areas, more: Math.max(0, boxes.length - MOST_AREAS) }
    },
  }
}

function areaOf({ left, top, right, bottom, pixels }: Box): Area {
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1, pixels }
}

/** The boxes of tiles that touch, at their corners too. */
function joined(tiles: (Box | undefined)[], across: number, down: number): Box[] {
  const boxes: Box[] = []
  for (let start = 0; start < tiles.length; start += 1) {
    const first = tiles[start]
    if (first === undefined) continue
    tiles[start] = undefined
    const whole = { ...first }
    const waiting = [start]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const next of neighbours(at, across, down)) {
        const box = tiles[next]
        if (box === undefined) continue
        tiles[next] = undefined
        waiting.push(next)
        whole.left = Math.min(whole.left, box.left)
        whole.top = Math.min(whole.top, box.top)
        whole.right = Math.max(whole.right, box.right)
        whole.bottom = Math.max(whole.bottom, box.bottom)
        whole.pixels += box.pixels
      }
    }
    boxes.push(whole)
  }
  return boxes
}

function* neighbours(at: number, across: number, down: number): Generator<number> {
  const [x, y] = [at % across, Math.floor(at / across)]
  for (let ny = Math.max(0, y - 1); ny <= Math.min(down - 1, y + 1); ny += 1) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(across - 1, x + 1); nx += 1) {
      if (nx !== x || ny !== y) yield ny * across + nx
    }
  }
}
