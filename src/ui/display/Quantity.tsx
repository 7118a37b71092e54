import { formatBytes } from '#lib/format.ts'
import { formatDate, formatDateTime, formatDateTimeExact, formatTime } from '#lib/format.ts'

/**
 * An instant in the reader's own locale and zone; the zone and the seconds show on hover. It is isolated from the text
 * around it, which may run from right to left. A value that is not an instant is shown as it came: other servers may
 * send anything.
 *
 * @param value an ISO 8601 instant
 * @param format `long` (date and time) unless told; `date` and `time` alone
 */
export function Time(props: { value: string; format?: 'long' | 'date' | 'time' | undefined }) {
  const { value, format = 'long' } = props
  if (Number.isNaN(new Date(value).getTime())) return <bdi>{value}</bdi>
  return (
    <time dateTime={value} title={formatDateTimeExact(value)} dir="auto">
      {FORMATS[format](value)}
    </time>
  )
}

const FORMATS = { long: formatDateTime, date: formatDate, time: formatTime }

/** A size in plain units, the exact number of bytes on hover. */
export function Bytes({ value }: { value: number }) {
  return <span title={`${exact.format(value)} bytes`}>{formatBytes(value)}</span>
}

const exact = new Intl.NumberFormat()
