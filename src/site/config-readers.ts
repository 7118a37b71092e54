import { isRecord } from '#lib/is-record.ts'

/** Says that a key is wrong: what was found, and what could stand there. */
export type Report = (key: string, found: unknown, expected: string) => void

/** Returns the value when it is right; reports it and returns the default when it is not. */
export type Read<Value> = (value: unknown, key: string, report: Report) => Value

/** Stands for a text that was reported. It is never shown, since a configuration with problems is not used. */
const UNUSED = ''

/** A text that says something, of so many characters at most. */
export function text(longest: number): Read<string> {
  return (value, key, report) => {
    if (typeof value === 'string' && value.trim() !== '' && value.length <= longest) return value
    report(key, value, `a text of 1 to ${longest} characters`)
    return UNUSED
  }
}

/** One of these texts. */
export function oneOf<Choice extends string>(first: Choice, ...others: Choice[]): Read<Choice> {
  const choices = [first, ...others]
  return (value, key, report) => {
    const chosen = choices.find((choice) => choice === value)
    if (chosen === undefined) report(key, value, choices.map((each) => `"${each}"`).join(' or '))
    return chosen ?? first
  }
}

/** A list, each item of which is read by itself. */
export function list<Item>(item: Read<Item>): Read<Item[]> {
  return (value, key, report) => {
    if (Array.isArray(value)) {
      return value.map((each: unknown, at) => item(each, `${key}[${at}]`, report))
    }
    report(key, value, 'a list, in square brackets')
    return []
  }
}

interface Fields {
  <Value, Missing>(name: string, read: Read<Value>, missing: Missing): Value | Missing
  /** Reports every key that was not read: a misspelt one would otherwise do nothing, silently. */
  end: () => void
}

/** Reads the keys of an object, in place of which anything may stand. */
export function fields(json: unknown, prefix: string, report: Report): Fields {
  const asked: string[] = []
  const record = isRecord(json) ? json : undefined
  if (!record) report(prefix === '' ? 'config.json' : prefix, json, 'an object, in curly brackets')
  const at = (name: string) => (prefix === '' ? name : `${prefix}.${name}`)
  const read = <Value, Missing>(name: string, reader: Read<Value>, missing: Missing) => {
    asked.push(name)
    const value = record?.[name]
    return value === undefined ? missing : reader(value, at(name), report)
  }
  read.end = () => {
    for (const name of Object.keys(record ?? {})) {
      if (asked.includes(name) || name === '$schema') continue
      report(at(name), record?.[name], `one of the known keys: ${asked.join(', ')}`)
    }
  }
  return read
}

/** What was found, in at most 80 characters. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  const json = JSON.stringify(value)
  return json.length > 80 ? `${json.slice(0, 77)}…` : json
}

/** An http(s) address or a path, without a query, a fragment or a user name. */
export function isBase(value: string): boolean {
  if (/[?#\\\s]/.test(value)) return false
  if (value.startsWith('/')) return !value.startsWith('//')
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
  const url = new URL(value)
  return url.username === '' && url.password === ''
}
