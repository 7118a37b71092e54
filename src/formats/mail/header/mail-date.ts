import type { MailDate } from '../mail-message.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Minutes ahead of UTC (RFC 5322 §4.3; the letters of the military zones were defined the wrong way round there). */
const ZONES: Record<string, number> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
}

/**
 * A date as mail has it (RFC 5322 §3.3 and §4.3): with its zone, an instant; without one, what is written and nothing
 * more, since the time of another place is not known.
 */
export function readMailDate(text: string): MailDate {
  const written = text.replaceAll(/\s+/g, ' ').trim().slice(0, 200)
  const match =
    /^(?:[A-Za-z]{3,9}\.?,? )?(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{2,4}),? (\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)? ?([+-]\d{4}|[A-Za-z]{1,4}|)/.exec(
      written,
    )
  if (match === null) return { written, time: isoTime(written) }
  const [, day, monthName = '', yearText = '', hour, minute, second, zone = ''] = match
  const month = MONTHS.indexOf(monthName.slice(0, 3).toLowerCase())
  const offset = offsetOf(zone)
  if (month === -1 || offset === undefined) return { written, time: undefined }
  const short = Number(yearText)
  // RFC 5322 §4.3: two digits below 50 are of this century, three are counted from 1900.
  const year = yearText.length === 4 ? short : short < 50 ? short + 2000 : short + 1900
  const local = Date.UTC(
    year,
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
  )
  const isReal =
    new Date(local).getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60
  return { written, time: isReal ? local - offset * 60_000 : undefined }
}

function offsetOf(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) return ZONES[zone.toLowerCase()]
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))
  return zone.startsWith('-') ? -minutes : minutes
}

function isoTime(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    return undefined
  }
  const time = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(time) ? undefined : time
}
