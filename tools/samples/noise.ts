/** Chance that comes out the same every time: the sample files must not differ from one making to the next. */

/** Numbers in [0, 1), the same sequence for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** About normal, mean 0 and deviation 1: the sum of four uniform numbers is near enough for grain. */
export function grain(random: () => number): number {
  return (random() + random() + random() + random() - 2) * 1.732
}

/** Smooth noise over the plane in [-1, 1], with features of about one unit. */
export function smoothNoise(seed: number): (x: number, y: number) => number {
  const at = (x: number, y: number): number => {
    let h = Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(seed, 1442695041)
    h = Math.imul(h ^ (h >>> 13), 1274126177)
    return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1
  }
  return (x, y) => {
    const [x0, y0] = [Math.floor(x), Math.floor(y)]
    const [u, v] = [smoothstep(0, 1, x - x0), smoothstep(0, 1, y - y0)]
    const top = mix(at(x0, y0), at(x0 + 1, y0), u)
    return mix(top, mix(at(x0, y0 + 1), at(x0 + 1, y0 + 1), u), v)
  }
}

/** Several octaves of smooth noise, each half as strong and twice as fine. */
export function layeredNoise(seed: number, octaves: number): (x: number, y: number) => number {
  const layers = Array.from({ length: octaves }, (_, i) => smoothNoise(seed + i * 101))
  return (x, y) =>
    layers.reduce((sum, noise, i) => sum + noise(x * 2 ** i, y * 2 ** i) / 2 ** (i + 1), 0)
}

export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share
}

/** 0 below `from`, 1 above `to`, without a kink in between. `from` may be the larger. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** A bell around 0 of height 1. */
export function bell(x: number, width: number): number {
  return Math.exp(-(x * x) / (2 * width * width))
}
