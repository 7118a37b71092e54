/** The lowest and the highest sample of each part of a recording, from -1 to 1, in turns: low, high, low, high. */
export type Peaks = Float32Array<ArrayBuffer>

/**
 * A recording as a drawing needs it.
 *
 * @param channels samples from -1 to 1, all of one length
 * @param parts as many as can be drawn side by side
 */
export function peaksOf(channels: readonly Float32Array[], parts: number): Peaks {
  const length = channels[0]?.length ?? 0
  const count = Math.max(1, Math.min(parts, length))
  const peaks = new Float32Array(count * 2)
  for (let part = 0; part < count; part += 1) {
    const end = Math.floor(((part + 1) * length) / count)
    let low = Infinity
    let high = -Infinity
    for (const samples of channels) {
      for (let at = Math.floor((part * length) / count); at < end; at += 1) {
        const sample = samples[at] ?? 0
        if (sample < low) low = sample
        if (sample > high) high = sample
      }
    }
    peaks[part * 2] = Number.isFinite(low) ? low : 0
    peaks[part * 2 + 1] = Number.isFinite(high) ? high : 0
  }
  return peaks
}
