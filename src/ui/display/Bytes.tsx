import { formatBytes } from '#lib/format-bytes.ts'

/** A size in plain units, the exact number of bytes on hover. */
export function Bytes({ value }: { value: number }) {
  return <span title={`${exact.format(value)} bytes`}>{formatBytes(value)}</span>
}

const exact = new Intl.NumberFormat()
