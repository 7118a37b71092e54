import type { DctComponent } from './dct-scan.ts'

const workspace = new Int32Array(64)
const result = new Int32Array(64)

/**
 * The samples of a component, without its filling blocks: the accurate integer transform that the Independent JPEG
 * Group's library uses, so that values are those of other programs.
 *
 * @param quantization in the order of rows
 */
export function samplesOf(
  component: DctComponent,
  quantization: Uint16Array,
  precision: number,
): { samples: Uint16Array; width: number } {
  const { blocksWide, blocksHigh, stride, coefficients } = component
  const width = blocksWide * 8
  const samples = new Uint16Array(width * blocksHigh * 8)
  const middle = 1 << (precision - 1)
  const most = (1 << precision) - 1
  for (let row = 0; row < blocksHigh; row += 1) {
    for (let column = 0; column < blocksWide; column += 1) {
      transform(coefficients, (row * stride + column) * 64, quantization, precision > 8 ? 1 : 2)
      let to = row * 8 * width + column * 8
      for (let index = 0; index < 64; index += 8) {
        for (let inner = 0; inner < 8; inner += 1) {
          const value = (result[index + inner] ?? 0) + middle
          samples[to + inner] = value < 0 ? 0 : value > most ? most : value
        }
        to += width
      }
    }
  }
  return { samples, width }
}

function transform(from: Int16Array, at: number, quantization: Uint16Array, extra: number): void {
  for (let index = 0; index < 64; index += 1) {
    workspace[index] = (from[at + index] ?? 0) * (quantization[index] ?? 0)
  }
  for (let column = 0; column < 8; column += 1) pass(workspace, workspace, column, 8, 13 - extra)
  for (let row = 0; row < 64; row += 8) pass(workspace, result, row, 1, 16 + extra)
}

/** One line of eight, with 13 bits behind the point, which are rounded away by `shift`. */
function pass(from: Int32Array, to: Int32Array, at: number, step: number, shift: number): void {
  const v0 = from[at] ?? 0
  const v1 = from[at + step] ?? 0
  const v2 = from[at + 2 * step] ?? 0
  const v3 = from[at + 3 * step] ?? 0
  const v4 = from[at + 4 * step] ?? 0
  const v5 = from[at + 5 * step] ?? 0
  const v6 = from[at + 6 * step] ?? 0
  const v7 = from[at + 7 * step] ?? 0
  const common = (v2 + v6) * 4433
  const even2 = common + v2 * 6270
  const even3 = common - v6 * 15_137
  const round = 2 ** (shift - 1)
  const even0 = (v0 + v4) * 8192 + round
  const even1 = (v0 - v4) * 8192 + round
  const z5 = (v7 + v3 + v5 + v1) * 9633
  const z1 = (v7 + v1) * -7373
  const z2 = (v5 + v3) * -20_995
  const z3 = (v7 + v3) * -16_069 + z5
  const z4 = (v5 + v1) * -3196 + z5
  const odd0 = v1 * 12_299 + z1 + z4
  const odd1 = v3 * 25_172 + z2 + z3
  const odd2 = v5 * 16_819 + z2 + z4
  const odd3 = v7 * 2446 + z1 + z3
  to[at] = (even0 + even2 + odd0) >> shift
  to[at + 7 * step] = (even0 + even2 - odd0) >> shift
  to[at + step] = (even1 + even3 + odd1) >> shift
  to[at + 6 * step] = (even1 + even3 - odd1) >> shift
  to[at + 2 * step] = (even1 - even3 + odd2) >> shift
  to[at + 5 * step] = (even1 - even3 - odd2) >> shift
  to[at + 3 * step] = (even0 - even2 + odd3) >> shift
  to[at + 4 * step] = (even0 - even2 - odd3) >> shift
}
