import { PNG } from 'pngjs'
import { BOLD, letter, REGULAR } from './lettering.ts'
import { bell, grain, layeredNoise, mix, randomFrom, smoothstep } from './noise.ts'
import { ellipse, plane, type Plane, stroke } from './plane.ts'

const WIDTH = 720
const HEIGHT = 864

/** A chest radiograph from the front, with a shadow in the right lower lobe; drawn, not taken of anybody. */
export function chestAsTaken(): Uint8Array {
  const film = expose()
  letter(film, 'L', 640, 84, { font: BOLD, size: 52, value: 0.97 })
  return writeGreyPng(film)
}

/** The same film as the radiologist left it: a narrower window, the finding circled and named. */
export function chestAsReported(): Uint8Array {
  const film = expose()
  film.data.forEach((value, i) => {
    film.data[i] = smoothstep(0.08, 0.86, value) ** 0.94
  })
  letter(film, 'L', 640, 84, { font: BOLD, size: 52, value: 0.97 })
  stroke(film, ellipse(228, 566, 92, 68), 3, 0.98)
  stroke(
    film,
    [
      [150, 700],
      [186, 640],
    ],
    3,
    0.98,
  )
  const note = (text: string, x: number, y: number): void => {
    // A dark edge first: the words lie on light tissue too.
    for (const [dx, dy] of [
      [-1, 0],
      [1, 0],
      [0, -1],
      [0, 1],
      [1.5, 1.5],
    ] as const)
      letter(film, text, x + dx, y + dy, { font: REGULAR, size: 17, value: 0.02 })
    letter(film, text, x, y, { font: REGULAR, size: 17, value: 0.98 })
  }
  note('RLL consolidation', 84, 722)
  note('C 0.47  W 0.78   T. Lindqvist   14 OCT 2026', 24, HEIGHT - 24)
  note('SAMPLETON, MAREN   1042', 24, 38)
  return writeGreyPng(film)
}

/** @param film 0 (black) to 1 (white) */
function writeGreyPng(film: Plane): Uint8Array {
  const grey = Buffer.from(film.data.map((v) => Math.min(255, Math.max(0, Math.round(v * 255)))))
  const png = new PNG({ width: film.width, height: film.height })
  png.data = grey
  return PNG.sync.write(png, {
    colorType: 0,
    inputColorType: 0,
    inputHasAlpha: false,
    bitDepth: 8,
    deflateLevel: 9,
  })
}

function expose(): Plane {
  const random = randomFrom(2231)
  const mottle = layeredNoise(7, 3)
  const vessels = layeredNoise(41, 4)
  return plane(WIDTH, HEIGHT, (px, py) => {
    // x runs from -1 (the patient's right) to 1, y from 0 (the neck) to 1.2.
    const x = (px - WIDTH / 2 + 4) / (WIDTH / 2)
    const y = py / WIDTH
    const air = lungs(x, y)
    const flesh = torso(x, y) * (0.6 + 0.1 * mottle(x * 2, y * 2))
    const branching = Math.max(0, 1 - Math.abs(vessels(x * 7, y * 7 - Math.abs(x) * 3)) * 7)
    const hilar = bell(Math.hypot(Math.abs(x) - 0.2, (y - 0.5) * 0.8), 0.17)
    let value = mix(flesh, 0.13 + 0.1 * smoothstep(0.25, 0.85, y), air)
    value += air * hilar * (0.1 + 0.2 * branching) + air * branching * 0.035
    value += ribs(x, y) * mix(0.065, 0.115, air) * torso(x, y)
    value = mix(value, 0.76, heart(x, y) * 0.72) + middle(x, y) + bones(x, y)
    value += 0.36 * air * shadow(x, y) * (0.85 + 0.5 * mottle(x * 9, y * 9))
    value += bell(Math.hypot((x - 0.34) / 1.5, y - 0.93), 0.045) * -0.2 // the stomach's bubble
    return Math.max(0.015, value * (1 - 0.1 * x * x)) + grain(random) * 0.011
  })
}

/** 1 inside the body, 0 in the air beside it: neck, sloping shoulders, chest wall. */
function torso(x: number, y: number): number {
  const shoulder = 0.09 + 0.1 * smoothstep(0.25, 1, Math.abs(x))
  const neck = 1 - smoothstep(0.24, 0.36, Math.abs(x) - 0.12 * smoothstep(0.04, 0.14, y))
  const below = smoothstep(shoulder - 0.03, shoulder + 0.04, y)
  const arm = 1 - smoothstep(0.93, 1, Math.abs(x) + 0.12 * smoothstep(0.45, 0.8, y))
  return Math.max(neck * 0.9, below) * mix(1, arm, smoothstep(0.3, 0.5, y))
}

/** 1 in the middle of either lung, falling off softly at its edges. */
function lungs(x: number, y: number): number {
  const right = x < 0
  const side = Math.abs(x)
  const apex = 0.165
  const open = smoothstep(apex, apex + 0.5, y)
  const outer = 0.4 + 0.36 * Math.sqrt(open)
  const inner = 0.13 + 0.09 * (1 - smoothstep(apex, 0.38, y)) + (right ? 0.02 : 0.04)
  const base =
    (right ? 0.83 : 0.87) + 0.42 * (side - 0.42) ** 2 + 0.1 * smoothstep(0.55, 0.78, side)
  return (
    smoothstep(apex - 0.01, apex + 0.06 + 0.3 * (side - 0.36) ** 2, y - 0.35 * (side - 0.37) ** 2) *
    (1 - smoothstep(base - 0.035, base + 0.012, y)) *
    smoothstep(inner - 0.03, inner + 0.05, side) *
    (1 - smoothstep(outer - 0.06, outer + 0.02, side))
  )
}

function heart(x: number, y: number): number {
  const lean = (x - 0.1) * 0.94 + (y - 0.7) * 0.34
  const rise = (y - 0.7) * 0.94 - (x - 0.1) * 0.34
  const body = 1 - smoothstep(0.86, 1.08, Math.hypot(lean / 0.36, rise / 0.2))
  const knob = 1 - smoothstep(0.75, 1.1, Math.hypot((x - 0.12) / 0.11, (y - 0.375) / 0.065))
  const stem = (1 - smoothstep(0.13, 0.2, Math.abs(x - 0.02))) * smoothstep(0.28, 0.4, y)
  return Math.max(body, knob * 0.8, stem * 0.7 * (1 - smoothstep(0.6, 0.75, y)))
}

/** The spine shining through, and the windpipe dark before it. */
function middle(x: number, y: number): number {
  const disc = 0.5 + 0.5 * Math.cos((y * 2 * Math.PI) / 0.082)
  const column = 1 - smoothstep(0.075, 0.105, Math.abs(x))
  const edges = bell(Math.abs(x) - 0.085, 0.012) * smoothstep(0.1, 0.25, y)
  const process = bell(x, 0.018) * (1 - disc)
  const windpipe =
    (1 - smoothstep(0.035, 0.06, Math.abs(x - 0.008))) * (1 - smoothstep(0.4, 0.46, y))
  return column * (0.02 + 0.04 * disc) + 0.02 * edges + 0.05 * process - 0.17 * windpipe
}

/** Nine ribs a side seen from behind, and fainter from the front: bands with bright borders. */
function ribs(x: number, y: number): number {
  const side = Math.abs(x)
  let value = 0
  for (let i = 0; i < 10; i++) {
    const reach = 0.45 + 0.36 * Math.sqrt(Math.min(1, i / 5))
    const fade = smoothstep(0.07, 0.16, side) * (1 - smoothstep(reach - 0.04, reach + 0.03, side))
    const back = 0.2 + i * 0.078 - 0.05 * Math.sin(side * 4.2) + (0.16 + i * 0.012) * side ** 2.4
    value += band(y - back, 0.019) * fade
    const front = 0.3 + i * 0.084 + 0.3 * (reach - side) - 0.1 * (reach - side) ** 2
    const far = smoothstep(0.34, 0.5, side) * (1 - smoothstep(reach - 0.05, reach + 0.02, side))
    if (i < 7) value += band(y - front, 0.021) * far * 0.55
  }
  return value
}

function band(distance: number, half: number): number {
  const inside = 1 - smoothstep(half * 0.7, half * 1.25, Math.abs(distance))
  return inside * 0.75 + bell(Math.abs(distance) - half * 0.85, half * 0.22) * 0.7
}

/** Collar bones, shoulder blades and the heads of the upper arms. */
function bones(x: number, y: number): number {
  const side = Math.abs(x)
  const collar = 0.225 - 0.09 * side + 0.022 * Math.sin(side * 8)
  const clavicle =
    band(y - collar, 0.021) * smoothstep(0.1, 0.15, side) * (1 - smoothstep(0.72, 0.8, side))
  const head = 1 - smoothstep(0.85, 1.05, Math.hypot((side - 0.93) / 0.13, (y - 0.27) / 0.085))
  const edge = side - (0.83 - 0.16 * (y - 0.3))
  const blade = bell(edge, 0.014) * smoothstep(0.25, 0.32, y) * (1 - smoothstep(0.5, 0.58, y))
  return 0.13 * clavicle + 0.1 * head * (0.8 + 0.2 * bell(side - 0.84, 0.03)) + 0.07 * blade
}

/** What the report is about: a soft patch above the right diaphragm. */
function shadow(x: number, y: number): number {
  return (
    bell(Math.hypot((x + 0.38) / 1.35, y - 0.765), 0.075) +
    0.5 * bell(Math.hypot(x + 0.47, y - 0.73), 0.06)
  )
}
