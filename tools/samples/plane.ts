/** A grey picture under way: one number a pixel, 0 to 1, or more where the maker means it so. */
export interface Plane {
  width: number
  height: number
  data: Float32Array
}

export type Point = readonly [x: number, y: number]

/** @param shade the value of the pixel at (x, y) */
export function plane(
  width: number,
  height: number,
  shade: (x: number, y: number) => number = () => 0,
): Plane {
  const data = new Float32Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = shade(x, y)
  return { width, height, data }
}

export function pixel(picture: Plane, x: number, y: number): number {
  return picture.data[y * picture.width + x] ?? 0
}

/** Lays `value` over the pixel by `coverage` (0 to 1); outside the picture nothing happens. */
export function cover(picture: Plane, x: number, y: number, coverage: number, value: number): void {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height || coverage <= 0) return
  const i = y * picture.width + x
  const share = Math.min(1, coverage)
  picture.data[i] = (picture.data[i] ?? 0) * (1 - share) + value * share
}

/** A line through the points, `thickness` pixels wide, with soft edges and round ends. */
export function stroke(
  picture: Plane,
  points: readonly Point[],
  thickness: number,
  value: number,
): void {
  const half = thickness / 2
  for (const [i, to] of points.entries()) {
    const from = points[i - 1]
    if (from === undefined) continue
    const left = Math.floor(Math.min(from[0], to[0]) - half - 1)
    const right = Math.ceil(Math.max(from[0], to[0]) + half + 1)
    const top = Math.floor(Math.min(from[1], to[1]) - half - 1)
    const bottom = Math.ceil(Math.max(from[1], to[1]) + half + 1)
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++)
        cover(picture, x, y, half + 0.5 - distanceToSegment([x, y], from, to), value)
  }
}

/** How far a point lies from the line between two others. */
function distanceToSegment(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(point[0] - from[0] - t * dx, point[1] - from[1] - t * dy)
}

/** A closed ring of points: an ellipse, as a polyline for `stroke`. */
export function ellipse(cx: number, cy: number, rx: number, ry: number): Point[] {
  return Array.from({ length: 65 }, (_, i) => {
    const angle = (i / 64) * 2 * Math.PI
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const
  })
}
