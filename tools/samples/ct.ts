import { writeDicom } from './dicom.ts'
import { bell, grain, layeredNoise, mix, randomFrom, smoothstep } from './noise.ts'

const SIZE = 256

/** One axial slice of a head by computed tomography; drawn, not taken of anybody. */
export function headSlice(): Uint8Array {
  return writeDicom({ rows: SIZE, columns: SIZE, stored: slice() })
}

/** Hounsfield units plus 1,024, as the scanner stores them. */
function slice(): Uint16Array {
  const random = randomFrom(512)
  const brain = layeredNoise(3, 4)
  const folds = layeredNoise(19, 3)
  return Uint16Array.from({ length: SIZE * SIZE }, (_, i) => {
    const x = ((i % SIZE) - 127.5) / 128
    const y = (Math.floor(i / SIZE) - 126) / 128
    const units = head(x, y, brain, folds) + rest(x, y)
    const noise = grain(random) * mix(9, 5, smoothstep(0.2, 0.8, Math.hypot(x, y)))
    return Math.min(4095, Math.max(0, Math.round(units + noise + 1024)))
  })
}

type Noise = (x: number, y: number) => number

function head(x: number, y: number, brain: Noise, folds: Noise): number {
  // Distance from the middle in skull radii: 1 is the outer table.
  const r = Math.hypot(x / 0.66, (y + 0.02 * Math.cos(x * 4)) / 0.82)
  const skin = 1 - smoothstep(1.075, 1.09, r)
  const skull = smoothstep(0.895, 0.915, r) * (1 - smoothstep(0.995, 1.015, r))
  const marrow = bell(r - 0.955, 0.012) * (0.6 + folds(x * 20, y * 20))
  const inside = 1 - smoothstep(0.895, 0.91, r)
  const gyri = Math.abs(folds(x * 6.5, y * 6.5))
  const rim = smoothstep(0.62, 0.86, r)
  const cortex = rim * (6 - 34 * (1 - smoothstep(0.02, 0.11, gyri)))
  const white = (1 - smoothstep(0.5, 0.78, r)) * -7
  let tissue = 34 + white + cortex + 5 * brain(x * 5, y * 5) + 7 * nuclei(x, y)
  tissue = mix(tissue, 5, fluid(x, y, r))
  tissue += 26 * bell(x, 0.007) * (1 - smoothstep(0.84, 0.9, r)) * smoothstep(0.3, 0.4, Math.abs(y))
  tissue += 150 * calcified(x, y)
  const outside = mix(-1000, r > 1.05 ? -80 : 45, skin)
  return mix(mix(outside, tissue, inside), 1350 - 620 * marrow, skull)
}

/** Deep grey matter on either side: a little brighter. */
function nuclei(x: number, y: number): number {
  const side = Math.abs(x)
  return (
    bell(Math.hypot((side - 0.2) / 0.7, y + 0.06), 0.08) +
    bell(Math.hypot(side - 0.1, y - 0.1), 0.07)
  )
}

/** The ventricles, the fissures beside the brain and the rim of fluid under the skull: 1 where it is all fluid. */
function fluid(x: number, y: number, r: number): number {
  const side = Math.abs(x)
  const frontAxis = side - (0.055 + 0.3 * Math.max(0, -y - 0.13))
  const front =
    bell(frontAxis, 0.026) * smoothstep(-0.36, -0.3, y) * (1 - smoothstep(-0.12, -0.07, y))
  const third = bell(x, 0.012) * smoothstep(-0.08, -0.04, y) * (1 - smoothstep(0.12, 0.16, y))
  const backAxis = side - (0.13 + 0.35 * Math.max(0, y - 0.2))
  const back = bell(backAxis, 0.03) * smoothstep(0.17, 0.23, y) * (1 - smoothstep(0.36, 0.44, y))
  const sylvian = bell(y + 0.1 - (side - 0.4) * 0.25, 0.012) * smoothstep(0.34, 0.42, side)
  const rim = smoothstep(0.865, 0.885, r)
  return Math.min(1, 1.3 * front + third + 1.3 * back + 0.8 * sylvian + 0.8 * rim)
}

/** The pineal gland and the choroid plexus, chalky in most adults. */
function calcified(x: number, y: number): number {
  return bell(Math.hypot(x, y - 0.2), 0.014) + bell(Math.hypot(Math.abs(x) - 0.15, y - 0.29), 0.013)
}

/** The head rest of the table, a thin arc below. */
function rest(x: number, y: number): number {
  const r = Math.hypot(x / 0.8, (y - 0.1) / 0.86)
  return 700 * bell(r - 0.99, 0.008) * smoothstep(0.45, 0.55, y)
}
