/**
 * An instant in the reader's own locale and zone; the zone and the seconds show on hover.
 * A value that is not an instant is shown as it came: other servers may send anything.
 *
 * @param value an ISO 8601 instant
 * @param format `long` (date and time) unless told; `date` and `time` alone
 */
export function Time(props: { value: string; format?: 'long' | 'date' | 'time' | undefined }) {
  const instant = new Date(props.value)
  if (Number.isNaN(instant.getTime())) return <>{props.value}</>
  return (
    <time dateTime={props.value} title={exact.format(instant)}>
      {formats[props.format ?? 'long'].format(instant)}
    </time>
  )
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

const formats = {
  long: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
  date: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }),
  time: new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }),
}
