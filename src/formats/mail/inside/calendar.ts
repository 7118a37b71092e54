import { readMailDate } from '../header/mail-date.ts'
import type { FactGroup, MailDate } from '../mail-message.ts'

type FactRow = FactGroup['rows'][number]

/** What the methods of an invitation mean (RFC 5546 §1.4). */
const METHODS: Record<string, string> = {
  REQUEST: 'Invitation',
  REPLY: 'Answer to an invitation',
  CANCEL: 'Cancelled appointment',
  COUNTER: 'Proposal of another time',
  DECLINECOUNTER: 'Refusal of another time',
  ADD: 'Further times of an appointment',
  REFRESH: 'Question for the newest state of an appointment',
  PUBLISH: 'Appointment',
}

const MOST_EVENTS = 50
const MOST_LINES = 100_000

/** What a calendar file says, in words (RFC 5545): what, when, where, who. */
export function readCalendar(text: string): FactGroup[] {
  const lines = text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/, MOST_LINES)
  const method = lines
    .map((line) => /^METHOD[;:](.*)$/i.exec(line)?.[1])
    .find((value) => value !== undefined)
    ?.trim()
    .toUpperCase()
  const groups: FactGroup[] = []
  let event: { kind: string; lines: Property[] } | undefined
  let nested = 0
  for (const line of lines) {
    const begin = /^BEGIN:\s*(\w+)/i.exec(line)?.[1]?.toUpperCase()
    const isEnd = /^END:/i.test(line)
    if (event === undefined) {
      if (begin === 'VEVENT' || begin === 'VTODO') event = { kind: begin, lines: [] }
      continue
    }
    if (begin !== undefined) nested += 1
    else if (isEnd && nested > 0) nested -= 1
    else if (isEnd) {
      const usual = event.kind === 'VTODO' ? 'Task' : 'Appointment'
      groups.push({ title: METHODS[method ?? ''] ?? usual, rows: rowsOf(event.lines) })
      event = undefined
      if (groups.length >= MOST_EVENTS) break
    } else if (nested === 0) {
      const property = propertyOf(line)
      if (property !== undefined) event.lines.push(property)
    }
  }
  // A file that is cut off within an event still says something.
  if (event !== undefined)
    groups.push({ title: 'Appointment (cut off)', rows: rowsOf(event.lines) })
  return groups
}

interface Property {
  name: string
  parameters: string
  value: string
}

function propertyOf(line: string): Property | undefined {
  let isQuoted = false
  const name = /^[\w-]{1,60}/.exec(line)?.[0]
  if (name === undefined) return undefined
  for (let at = name.length; at < line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted
    else if (line[at] === ':' && !isQuoted) {
      const parameters = line.slice(name.length, at)
      return { name: name.toUpperCase(), parameters, value: line.slice(at + 1) }
    }
  }
  return undefined
}

function rowsOf(lines: readonly Property[]): FactRow[] {
  const rows: FactRow[] = []
  const text = (label: string, name: string) => {
    const value = lines.find((line) => line.name === name)?.value
    if (value !== undefined && value.trim() !== '')
      rows.push({ name: label, value: unescape(value) })
  }
  text('What', 'SUMMARY')
  for (const { name, parameters, value } of lines) {
    const label = TIMES[name]
    if (label !== undefined) rows.push({ name: label, value: timeOf(value, parameters) })
  }
  text('Lasts', 'DURATION')
  text('Repeats', 'RRULE')
  text('Where', 'LOCATION')
  const people = lines.filter(({ name }) => name === 'ORGANIZER' || name === 'ATTENDEE')
  for (const person of people.slice(0, 100)) {
    rows.push({ name: person.name === 'ORGANIZER' ? 'Organizer' : 'Attendee', value: who(person) })
  }
  if (people.length > 100) rows.push({ name: 'Attendees', value: `${people.length - 100} more` })
  const status = lines
    .find(({ name }) => name === 'STATUS')
    ?.value.trim()
    .toUpperCase()
  if (status !== undefined) rows.push({ name: 'Status', value: STATUS[status] ?? status })
  text('Description', 'DESCRIPTION')
  return rows
}

const TIMES: Record<string, string> = {
  DTSTART: 'Begins',
  DTEND: 'Ends',
  DUE: 'Due',
  'RECURRENCE-ID': 'Instead of',
  EXDATE: 'Not on',
}
const STATUS: Record<string, string> = {
  CONFIRMED: 'Confirmed',
  TENTATIVE: 'Tentative',
  CANCELLED: 'Cancelled',
  'NEEDS-ACTION': 'To be done',
  COMPLETED: 'Done',
  'IN-PROCESS': 'Being done',
}
const ANSWERS: Record<string, string> = {
  ACCEPTED: 'has accepted',
  DECLINED: 'has declined',
  TENTATIVE: 'may come',
  DELEGATED: 'sends somebody else',
  'NEEDS-ACTION': 'has not answered',
}

function who({ parameters, value }: Property): string {
  const name = /;CN=("([^"]*)"|[^;]*)/i.exec(parameters)
  const address = value.replace(/^mailto:/i, '').trim()
  const called = (name?.[2] ?? name?.[1] ?? '').trim()
  const answer = ANSWERS[/;PARTSTAT=([\w-]+)/i.exec(parameters)?.[1]?.toUpperCase() ?? '']
  const person = called === '' || called === address ? address : `${called} <${address}>`
  return answer === undefined ? person : `${person} (${answer})`
}

/** A time in UTC is an instant; one of another zone, or of none, is told as it is written. */
function timeOf(value: string, parameters: string): string | MailDate {
  const zone = /;TZID=("([^"]*)"|[^;]*)/i.exec(parameters)
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?/i.exec(value.trim())
  if (match === null) return value.slice(0, 200)
  const [, year, month, day, hour, minute, second, isUtc] = match
  const date = `${year}-${month}-${day}`
  if (hour === undefined) return `${date} (all day)`
  if (isUtc !== '') return readMailDate(`${date}T${hour}:${minute}:${second}Z`)
  const name = zone?.[2] ?? zone?.[1]
  return `${date}, ${hour}:${minute} (${name === undefined ? 'local time of each reader' : name})`
}

function unescape(value: string): string {
  return value
    .replaceAll(/\\([nN,;\\])/g, (_, char: string) => (/n/i.test(char) ? '\n' : char))
    .slice(0, 20_000)
}
