import type { FactGroup, MailDate } from '../mail/mail-message.ts'
import type { Properties } from './properties.ts'

/** What Outlook keeps, by the beginning of its class ([MS-OXCMSG] §2.2.1.3). The longer ones come first. */
const CLASSES: readonly (readonly [string, string])[] = [
  ['ipm.schedule.meeting.request', 'Invitation'],
  ['ipm.schedule.meeting.canceled', 'Cancelled appointment'],
  ['ipm.schedule.meeting.resp.pos', 'Answer to an invitation: accepted'],
  ['ipm.schedule.meeting.resp.neg', 'Answer to an invitation: declined'],
  ['ipm.schedule.meeting.resp.tent', 'Answer to an invitation: perhaps'],
  ['ipm.appointment', 'Appointment'],
  ['ipm.contact', 'Contact'],
  ['ipm.distlist', 'List of contacts'],
  ['ipm.task', 'Task'],
  ['ipm.stickynote', 'Note'],
  ['ipm.activity', 'Journal entry'],
  ['ipm.post', 'Post'],
  ['ipm.note', 'Mail'],
  ['ipm.document', 'Document'],
]

/** What a class of messages is called: "Mail", "Appointment". */
export function classWords(messageClass: string | undefined): string {
  const written = messageClass?.toLowerCase() ?? 'ipm.note'
  if (/^report\..*\.ndr$/.test(written)) return 'Delivery report: not delivered'
  if (/^report\..*\.dr$/.test(written)) return 'Delivery report: delivered'
  if (/^report\..*\.ipnrn$/.test(written)) return 'Read receipt'
  if (/^report\..*\.ipnnrn$/.test(written)) return 'Deleted without being read'
  const known = CLASSES.find(([start]) => written === start || written.startsWith(`${start}.`))
  return known?.[1] ?? `Outlook item of the class ${messageClass?.slice(0, 100) ?? ''}`
}

/** What appointments, tasks and contacts say beside their text. */
export function factsOf(
  what: string,
  properties: Properties,
  named: ReadonlyMap<string, number>,
): FactGroup[] {
  const id = (name: string) => named.get(name) ?? -1
  const text = (name: string) => properties.text(id(name))
  const time = (name: string) => dateOf(properties.time(id(name)))
  // A day is kept as its midnight, which must not become another day elsewhere.
  const day = (name: string) => time(name)?.written.slice(0, 10)
  const start = time('appointment:820d') ?? dateOf(properties.time(0x0060))
  const end = time('appointment:820e') ?? dateOf(properties.time(0x0061))
  if (start !== undefined && /appointment|invitation/i.test(what)) {
    const isAllDay = properties.number(id('appointment:8215')) === 1
    return group(what, [
      ['Begins', start],
      ['Ends', end],
      ['Whole days', isAllDay ? 'Yes, in the time zone where it was made' : undefined],
      ['Where', text('appointment:8208')],
      ['Repeats', text('appointment:8232')],
    ])
  }
  if (what === 'Task') {
    const part = id('task:8102')
    return group('Task', [
      ['Begins', day('task:8104')],
      ['Due', day('task:8105')],
      ['Done on', day('task:810f')],
      [
        'State',
        properties.number(part) === undefined
          ? undefined
          : TASK_STATES[properties.number(id('task:8101')) ?? -1],
      ],
      ['Owner', text('task:811f')],
    ])
  }
  return what === 'Contact' ? contactFacts(properties, text, day('address:80de')) : []
}

const TASK_STATES = ['Not begun', 'Being done', 'Done', 'Waits for somebody', 'Put off']

function contactFacts(
  properties: Properties,
  text: (name: string) => string | undefined,
  birthday: string | undefined,
): FactGroup[] {
  return group('Contact', [
    ['Name', properties.text(0x3001)],
    ['Title', properties.text(0x3a17)],
    ['Organization', properties.text(0x3a16)],
    ['Department', properties.text(0x3a18)],
    ['Mail', text('address:8083')],
    ['Second mail', text('address:8093')],
    ['Third mail', text('address:80a3')],
    ['Phone at work', properties.text(0x3a08)],
    ['Phone at home', properties.text(0x3a09)],
    ['Mobile phone', properties.text(0x3a1c)],
    ['Fax at work', properties.text(0x3a24)],
    ['Address at work', text('address:801b')],
    ['Address at home', text('address:801a')],
    ['Born on', birthday ?? dateOf(properties.time(0x3a42))],
  ])
}

function group(
  title: string,
  rows: readonly (readonly [string, string | MailDate | undefined])[],
): FactGroup[] {
  const told = rows.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value }],
  )
  return told.length === 0 ? [] : [{ title, rows: told }]
}

/** Times in Outlook's files are UTC. */
export function dateOf(time: number | undefined): MailDate | undefined {
  return time === undefined || !Number.isFinite(time)
    ? undefined
    : { written: `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`, time }
}
