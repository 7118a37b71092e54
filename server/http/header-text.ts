/** Node reads header bytes as Latin-1, and callers send UTF-8: what is valid UTF-8 is taken as that. */
export function headerText(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** Header values that came more than once, as the one list that RFC 9110 §5.3 says they are. */
export function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}

/** An instant as HTTP writes dates, to the second. */
export function httpDate(instant: string): string {
  return new Date(instant).toUTCString()
}
