import jpeg from 'jpeg-js'
import { BOLD, letter, REGULAR } from './lettering.ts'
import { bell, grain, layeredNoise, mix, randomFrom, smoothNoise, smoothstep } from './noise.ts'
import { plane, type Plane, type Point, stroke } from './plane.ts'

const WIDTH = 960
const HEIGHT = 720

type Colour = readonly [red: number, green: number, blue: number]

/** A sutured cut on a forearm, photographed beside a paper ruler; drawn, not taken of anybody. */
export function woundPhoto(): Uint8Array {
  const picture: Plane[] = [skin(0), skin(1), skin(2)]
  drawHairs(picture)
  drawSutures(picture)
  drawRuler(picture)
  const random = randomFrom(5)
  const data = Buffer.alloc(WIDTH * HEIGHT * 4, 255)
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [(i % WIDTH) / WIDTH - 0.5, Math.floor(i / WIDTH) / HEIGHT - 0.5]
    const light = 1.06 - 0.55 * (x + 0.12) ** 2 - 0.5 * (y + 0.1) ** 2
    const noise = grain(random) * 0.012
    for (const [c, channel] of picture.entries())
      data[i * 4 + c] = Math.round(
        255 * Math.min(1, Math.max(0, (channel.data[i] ?? 0) * light + noise)),
      )
  }
  return new Uint8Array(jpeg.encode({ width: WIDTH, height: HEIGHT, data }, 84).data)
}

const SKIN: Colour = [0.83, 0.635, 0.53]
const RED: Colour = [0.78, 0.42, 0.37]
const CRUST: Colour = [0.34, 0.11, 0.095]

/** One channel of the skin with its pores, folds and the wound in it. */
function skin(channel: 0 | 1 | 2): Plane {
  const blotches = layeredNoise(11, 4)
  const pores = smoothNoise(23)
  const folds = smoothNoise(31)
  const ragged = layeredNoise(47, 4)
  return plane(WIDTH, HEIGHT, (x, y) => {
    const distance = Math.abs(y - cutAt(x)) + 5 * ragged(x / 26, y / 26)
    const along = smoothstep(190, 262, x) * (1 - smoothstep(700, 778, x))
    const inflamed = bell(distance, 46) * 0.75 * along + 0.18 * bell(distance, 120) * along
    const open =
      (1 - smoothstep(2, 8.5, distance)) * smoothstep(215, 262, x) * (1 - smoothstep(706, 752, x))
    const ridge = bell(distance - 15, 6) * along * 0.035
    const texture =
      0.05 * blotches(x / 120, y / 120) +
      0.028 * pores(x / 3.1, y / 3.1) +
      0.022 * folds(x / 5 + y / 22, y / 9 - x / 30) +
      ridge
    const bruise = bell(Math.hypot((x - 610) / 1.8, y - 400), 62) * 0.14
    const base = mix(SKIN[channel], RED[channel], Math.min(1, inflamed))
    const tinted = base * (1 - bruise * ([0.9, 0.75, 0.2][channel] ?? 0)) + texture
    const wet = CRUST[channel] * (0.75 + 0.7 * (ragged(x / 7, y / 7) + 0.5))
    return mix(tinted, wet, open)
  })
}

/** The cut runs across the picture in a shallow S. */
function cutAt(x: number): number {
  return 318 + 26 * Math.sin((x - 180) / 130) - (x - 480) * 0.05
}

function drawHairs(picture: readonly Plane[]): void {
  const random = randomFrom(77)
  for (let i = 0; i < 190; i++) {
    const [x, y] = [random() * WIDTH, random() * HEIGHT]
    const lean = 0.5 + random() * 0.5
    const length = 16 + random() * 30
    const bend = (random() - 0.5) * 12
    if (Math.abs(y - cutAt(x)) < 70) continue
    const points = [0, 0.33, 0.66, 1].map((t): Point => [
      x + length * t,
      y + length * lean * t + bend * t * t,
    ])
    paint(picture, points, 1, [0.5, 0.34, 0.26])
  }
}

/** Seven stitches of blue nylon, each with its knot on the near side. */
function drawSutures(picture: readonly Plane[]): void {
  for (const [i, x] of [272, 342, 410, 481, 549, 617, 686].entries()) {
    const y = cutAt(x)
    const slant = (i % 3) * 3 - 3
    const reach = 27 + (i % 2) * 3
    const thread: Point[] = [
      [x - slant, y - reach],
      [x, y - 2],
      [x + slant, y + reach],
    ]
    for (const end of [thread[0], thread[2]])
      if (end) paint(picture, [end, end], 8, [0.56, 0.24, 0.22])
    paint(
      picture,
      thread.map(([px, py]): Point => [px + 2.5, py + 3]),
      4,
      [0.5, 0.27, 0.24],
    )
    paint(picture, thread, 3.2, [0.13, 0.16, 0.33])
    const [kx, ky] = [x + slant * 0.7, y + reach - 8]
    paint(
      picture,
      [
        [kx - 3, ky - 2],
        [kx + 3, ky + 2],
      ],
      7.5,
      [0.1, 0.12, 0.27],
    )
    paint(
      picture,
      [
        [kx, ky],
        [kx + 11, ky + 9 + i],
      ],
      2.4,
      [0.13, 0.16, 0.33],
    )
    paint(
      picture,
      [
        [kx, ky],
        [kx + 13, ky - 5],
      ],
      2.4,
      [0.13, 0.16, 0.33],
    )
    paint(
      picture,
      [
        [x - 1, y - reach + 5],
        [x - 1, y - 9],
      ],
      0.8,
      [0.5, 0.55, 0.75],
    )
  }
}

const TILT = -0.035
const ORIGIN: Point = [96, 590]

/** A paper ruler with millimetres (6.2 pixels each) and a label, a little aslant. */
function drawRuler(picture: readonly Plane[]): void {
  const place = (x: number, y: number): Point => [
    ORIGIN[0] + x * Math.cos(TILT) - y * Math.sin(TILT),
    ORIGIN[1] + x * Math.sin(TILT) + y * Math.cos(TILT),
  ]
  const shade = (x: number, y: number): number => {
    const [dx, dy] = [x - ORIGIN[0], y - ORIGIN[1]]
    const across = dx * Math.cos(TILT) + dy * Math.sin(TILT)
    const down = dy * Math.cos(TILT) - dx * Math.sin(TILT)
    const out = Math.max(-22 - across, across - 772, -down, down - 86)
    return 1 - smoothstep(-0.7, 0.7, out)
  }
  for (const [c, channel] of picture.entries())
    channel.data.forEach((value, i) => {
      const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)]
      const shadow = value * (1 - 0.35 * shade(x - 4, y - 5))
      channel.data[i] = mix(shadow, [0.95, 0.945, 0.92][c] ?? 1, shade(x, y))
    })
  const ink: Colour = [0.1, 0.1, 0.12]
  for (let mm = 0; mm <= 120; mm++) {
    const length = mm % 10 === 0 ? 26 : mm % 5 === 0 ? 19 : 12
    paint(picture, [place(mm * 6.2, 2), place(mm * 6.2, length)], mm % 10 === 0 ? 1.8 : 1.1, ink)
    if (mm % 10 === 0) write(picture, String(mm / 10), mm * 6.2 - 6, 47, BOLD, 19, place)
  }
  write(picture, 'HARBOUR CLINIC  ·  cm', 4, 74, REGULAR, 17, place)
  write(picture, '2087  T. Beispiel  L forearm  14.10.2026', 380, 74, REGULAR, 17, place)
}

function write(
  picture: readonly Plane[],
  text: string,
  x: number,
  y: number,
  font: Buffer,
  size: number,
  place: (x: number, y: number) => Point,
): void {
  for (const channel of picture) letter(channel, text, x, y, { font, size, value: 0.11, place })
}

function paint(
  picture: readonly Plane[],
  points: Point[],
  thickness: number,
  colour: Colour,
): void {
  for (const [c, channel] of picture.entries()) stroke(channel, points, thickness, colour[c] ?? 0)
}
