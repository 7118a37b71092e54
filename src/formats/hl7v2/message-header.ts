import { codeWords } from './code-tables.ts'
import { DELETED, valueAt } from './describe-fields.ts'
import { plainText } from './escapes.ts'
import { readHl7Time } from './hl7-time.ts'
import type { Hl7Message, Segment } from './read-messages.ts'

/** What a reader wants to know of a message first. What the message does not say is `undefined`. */
export interface MessageHeader {
  /** `Observation result: unsolicited observation`. */
  title: string
  /** `ORU^R01`, as it stands. */
  type: string | undefined
  time: HeaderValue | undefined
  from: string | undefined
  to: string | undefined
  controlId: string | undefined
  version: string | undefined
  /** Where it is not production: test and debugging messages are not to be acted upon. */
  notProduction: string | undefined
  patient: PatientHeader | undefined
}

interface PatientHeader {
  name: string | undefined
  id: string | undefined
  born: HeaderValue | undefined
  sex: string | undefined
}

/** What it says in words, and as it stands. */
export interface HeaderValue {
  words: string
  raw: string
}

export function readHeader(message: Hl7Message): MessageHeader {
  const { segments, separators } = message
  const msh = segments.find(({ id }) => id === 'MSH')
  const text = (segment: Segment | undefined, field: number, component = 1, part?: number) => {
    const raw = valueAt(segment, separators, field, component, part)
    return raw === '' || raw === DELETED ? undefined : plainText(raw, separators)
  }
  const place = (application: number) => {
    const names = [text(msh, application, 1, 1), text(msh, application + 1, 1, 1)]
    return names.filter((name) => name !== undefined).join(', ') || undefined
  }
  const code = text(msh, 9, 1)
  const event = text(msh, 9, 2)
  const processing = text(msh, 11, 1)
  return {
    title: titleOf(code, event),
    type:
      [code, event].filter((part) => part !== undefined).join(separators.component) || undefined,
    time: timeOf(text(msh, 7)),
    from: place(3),
    to: place(5),
    controlId: text(msh, 10),
    version: text(msh, 12),
    notProduction:
      processing === undefined || processing.toUpperCase() === 'P'
        ? undefined
        : (codeWords('0103', processing) ?? processing),
    patient: readPatient(message, text),
  }
}

function titleOf(code: string | undefined, event: string | undefined): string {
  if (code === undefined) return 'HL7 message of unknown type'
  const type = codeWords('0076', code) ?? `Message ${code}`
  const happened = event === undefined ? undefined : (codeWords('0003', event) ?? event)
  return happened === undefined
    ? type
    : `${type}: ${happened.charAt(0).toLowerCase()}${happened.slice(1)}`
}

function timeOf(raw: string | undefined): HeaderValue | undefined {
  return raw === undefined ? undefined : { words: readHl7Time(raw)?.words ?? raw, raw }
}

function readPatient(
  { segments, separators }: Hl7Message,
  text: (
    segment: Segment | undefined,
    field: number,
    component?: number,
    part?: number,
  ) => string | undefined,
): PatientHeader | undefined {
  const pid = segments.find(({ id }) => id === 'PID')
  if (pid === undefined) return undefined
  const sex = text(pid, 8)
  const authority = text(pid, 3, 4, 1)
  const id = text(pid, 3) ?? text(pid, 2)
  return {
    name: personName((component, part) => {
      const raw = valueAt(pid, separators, 5, component, part)
      return raw === '' || raw === DELETED ? undefined : plainText(raw, separators)
    }),
    id: id === undefined || authority === undefined ? id : `${id} (${authority})`,
    born: timeOf(text(pid, 7)),
    sex: sex === undefined ? undefined : (codeWords('0001', sex) ?? sex),
  }
}

/** An XPN as it is said: prefix, given names, family name, suffix. */
function personName(
  component: (component: number, part?: number) => string | undefined,
): string | undefined {
  const parts = [component(5), component(2), component(3), component(1, 1), component(4)]
  return parts.filter((part) => part !== undefined).join(' ') || undefined
}
