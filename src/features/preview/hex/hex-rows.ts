/** The row of a hex view: `00000010  48 65 …  He…`. */
export interface HexRow {
  /** Eight digits, more where the file needs them. */
  offset: string
  /** Two digits a byte, in two halves. */
  hex: string
  /** The printable ASCII, everything else a dot. */
  text: string
}

/**
 * One row of a hex view.
 *
 * @param offset of the first byte, in the file
 * @param bytes at most `perRow` of them; `undefined` while they are being read
 */
export function hexRow(
  offset: number,
  bytes: Uint8Array | undefined,
  perRow: number,
  digits = 8,
): HexRow {
  const cells = Array.from({ length: perRow }, (_, index) => {
    if (bytes === undefined) return '··'
    const byte = bytes[index]
    return byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')
  })
  const half = perRow / 2
  return {
    offset: offset.toString(16).padStart(digits, '0'),
    hex: `${cells.slice(0, half).join(' ')}  ${cells.slice(half).join(' ')}`,
    text: Array.from(bytes ?? [], printable).join(''),
  }
}

/** How many digits the offsets of a file need: eight, as other hex views have it, until 4 GiB. */
export function offsetDigits(size: number): number {
  return Math.max(8, Math.max(0, size - 1).toString(16).length)
}

/**
 * An offset as people write it: `4096`, `0x1000`, `1000h`, `1 000`.
 *
 * @returns `undefined` when it is not an offset, or lies behind the last byte
 */
export function parseOffset(text: string, size: number): number | undefined {
  const compact = text
    .trim()
    .replaceAll(/[\s,_]/g, '')
    .toLowerCase()
  const hex = /^(?:0x([0-9a-f]+)|([0-9a-f]+)h)$/.exec(compact)
  const digits = hex?.[1] ?? hex?.[2]
  const value =
    digits === undefined
      ? /^\d+$/.test(compact)
        ? Number(compact)
        : Number.NaN
      : Number.parseInt(digits, 16)
  return Number.isSafeInteger(value) && value < size ? value : undefined
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
}
