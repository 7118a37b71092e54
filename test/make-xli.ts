/** XLI as Philips recorders write it, so that tests know each sample. @param leads stored numbers of 16 bits */
export function makeXli(leads: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const chunks = leads.flatMap((values) => {
    const stored = differences(values)
    const bytes = [...stored.map((one) => (one >> 8) & 0xff), ...stored.map((one) => one & 0xff)]
    const codes = [...lzwCodes(bytes), 1023]
    const packed = packCodes(codes)
    const [a = 0, b = 0, c = 0] = values
    const first = 2 * b - a - c
    return [
      packed.length & 0xff,
      packed.length >> 8,
      0,
      0,
      0,
      0,
      first & 0xff,
      first >> 8,
      ...packed,
    ]
  })
  return Uint8Array.from(chunks)
}

/** What the reader extrapolates from is stored as it is; each further number corrects the one behind it. */
function differences(values: readonly number[]): number[] {
  const stored = values.slice(0, 2)
  for (let at = 3; at <= values.length; at += 1) {
    const [a = 0, b = 0, c = 0] = values.slice(at - 2, at + 1)
    stored.push(2 * b - a - c + 64)
  }
  return stored
}

function lzwCodes(bytes: readonly number[]): number[] {
  const known = new Map(Array.from({ length: 256 }, (_, code) => [String(code), code]))
  const codes: number[] = []
  let run = ''
  for (const byte of bytes) {
    const longer = run === '' ? String(byte) : `${run} ${byte}`
    if (known.has(longer)) run = longer
    else {
      codes.push(known.get(run) ?? 0)
      if (known.size < 1023) known.set(longer, known.size)
      run = String(byte)
    }
  }
  return [...codes, known.get(run) ?? 0]
}

function packCodes(codes: readonly number[]): number[] {
  const bits = codes.map((code) => code.toString(2).padStart(10, '0')).join('')
  const count = Math.ceil(bits.length / 8)
  return Array.from({ length: count }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8).padEnd(8, '0'), 2),
  )
}
