/** Whether a picture of this orientation (EXIF 2.32 and TIFF 6.0: 1 to 8) lies on its side as it is stored. */
export function isOnItsSide(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8
}

/** How a picture is stored, in words; `undefined` where it is upright. */
export function orientationWords(orientation: number): string | undefined {
  return WORDS[orientation]
}

const WORDS: Record<number, string> = {
  2: 'mirrored',
  3: 'upside down',
  4: 'upside down and mirrored',
  5: 'on its side and mirrored',
  6: 'turned left by 90°',
  7: 'on its other side and mirrored',
  8: 'turned right by 90°',
}

/** Puts the pixels of a picture, four bytes each, upright. */
export function orientPixels(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
  orientation: number,
): { rgba: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  if (orientation < 2 || orientation > 8) return { rgba, width, height }
  const from = new Uint32Array(rgba.buffer)
  const to = new Uint32Array(from.length)
  const [across, down] = isOnItsSide(orientation) ? [height, width] : [width, height]
  // Where the pixel comes from that is drawn at the left and top, and the steps to the next one to the right and below.
  const [right, bottom, last] = [width - 1, (height - 1) * width, width * height - 1]
  const starts = [0, 0, right, last, bottom, 0, bottom, last, right]
  const acrossSteps = [0, 1, -1, -1, 1, width, -width, -width, width]
  const downSteps = [0, width, width, -width, -width, 1, 1, -1, -1]
  const start = starts[orientation] ?? 0
  const step = acrossSteps[orientation] ?? 1
  const line = downSteps[orientation] ?? width
  for (let y = 0, at = 0; y < down; y += 1) {
    let place = start + y * line
    for (let x = 0; x < across; x += 1, at += 1, place += step) to[at] = from[place] ?? 0
  }
  return { rgba: new Uint8ClampedArray(to.buffer), width: across, height: down }
}
