import { showHidden } from '../mail/body/letters.ts'
import { smimeOf } from '../mail/found-parts.ts'
import { readAddresses, addressWords } from '../mail/header/addresses.ts'
import { decodeWords } from '../mail/header/encoded-words.ts'
import { readFields } from '../mail/header/fields.ts'
import { readMailDate } from '../mail/header/mail-date.ts'
import {
  MailProblem,
  type MailAddress,
  type MailHeader,
  type MailMessage,
  type OpenMail,
  type Protection,
} from '../mail/mail-message.ts'
import { addressRemarks, namedApart } from '../mail/read-mail.ts'
import { encodingOfMessage } from './code-pages.ts'
import { CompoundProblem, readCompoundFile, type Storage } from './compound-file.ts'
import { classWords, dateOf, factsOf } from './item-facts.ts'
import { bodiesOf } from './msg-bodies.ts'
import { filesOf, type MsgFile } from './msg-files.ts'
import {
  namedProperties,
  propertiesOf,
  type Properties,
  type PropertyContext,
} from './properties.ts'

/** Opens an Outlook message ([MS-OXMSG]). @throws MailProblem */
export async function openMsg(blob: Blob): Promise<OpenMail> {
  const root = rootOf(new Uint8Array(await blob.arrayBuffer()))
  const { message, files } = await readMessage(root)
  const from = message.from.map(addressWords).join(', ')
  return {
    entries: [{ from, subject: message.subject ?? '', date: message.date }],
    remarks: [],
    read: async () => message,
    async take(_, key) {
      const file = files.find(({ attachment }) => attachment.key === key)
      if (file === undefined) throw new MailProblem('The message has no such attachment.')
      return file.take()
    },
  }
}

function rootOf(bytes: Uint8Array): Storage {
  try {
    return readCompoundFile(bytes)
  } catch (error) {
    if (!(error instanceof CompoundProblem)) throw error
    throw new MailProblem(error.message, { cause: error })
  }
}

async function readMessage(root: Storage): Promise<{ message: MailMessage; files: MsgFile[] }> {
  const context: PropertyContext = { encoding: 'windows-1252', remarks: new Set() }
  const properties = propertiesOf(root, 32, context)
  const { encoding, isKnown } = encodingOfMessage(properties.number)
  context.encoding = encoding
  const isAnsi = [...root.streams.keys()].some((name) => name.endsWith('001E'))
  if (isAnsi && !isKnown) {
    context.remarks.add(
      `The file does not declare the encoding of its letters; they were read as ${encoding}, which is a guess.`,
    )
  }
  if (!root.streams.has('__properties_version1.0')) {
    context.remarks.add('The list of the message’s properties is missing: the file is damaged.')
  }
  const what = classWords(properties.text(0x001a))
  const headers = headersOf(properties.text(0x007d))
  const header = (name: string) => headers.find((one) => one.name.toLowerCase() === name)?.value
  const { bodies, rtf } = await bodiesOf(properties, context)
  const files = await filesOf(root, root, context)
  if (rtf) files.push(rtf)
  const people = recipientsOf(root, context)
  const from = senderOf(properties, REPRESENTED, header('from'))
  const sender = senderOf(properties, SENDER, header('sender'))
  const isSame = sender.every(({ address, name }) =>
    from.some((one) => one.address === address && one.name === name),
  )
  const written = header('date')
  const message: MailMessage = {
    what,
    from: from.length > 0 ? from : sender,
    sender: from.length === 0 || isSame ? [] : sender,
    ...people,
    replyTo: replyToOf(properties, header('reply-to')),
    subject: showHidden(properties.text(0x0037) ?? header('subject') ?? ''),
    date:
      written === undefined
        ? dateOf(properties.time(0x0039) ?? properties.time(0x0e06))
        : readMailDate(written),
    messageId: properties.text(0x1035) ?? header('message-id'),
    inReplyTo: properties.text(0x1042) ?? header('in-reply-to'),
    headers,
    bodies,
    attachments: namedApart(files.map(({ attachment }) => attachment)),
    facts: factsOf(what, properties, namedProperties(root)),
    protection: protectionOf(properties.text(0x001a), root),
    remarks: [],
  }
  sayPeople(message, context)
  return { message: { ...message, remarks: [...context.remarks] }, files }
}

function sayPeople(message: MailMessage, { remarks }: PropertyContext): void {
  for (const remark of addressRemarks(message.from)) remarks.add(remark)
  const everybody = [...message.from, ...message.to, ...message.cc, ...message.bcc]
  if (everybody.some(({ address }) => /^\/o=/i.test(address))) {
    remarks.add(
      'Some addresses are names within an Exchange server (“/O=…”); their mail addresses are not in the file.',
    )
  }
}

/** What is signed or encrypted as a whole lies in the one attachment. */
function protectionOf(messageClass: string | undefined, root: Storage): Protection {
  const written = messageClass?.toLowerCase() ?? ''
  if (!written.includes('.smime')) return { type: 'none' }
  const place = [...root.storages.values()].find(({ name }) => name.startsWith('__attach_'))
  const content = place?.streams.get('__substg1.0_37010102')?.read(200) ?? new Uint8Array()
  return written.includes('multipartsigned') || smimeOf(content) === 'signed'
    ? { type: 'signed', by: 'S/MIME', isInside: true }
    : { type: 'encrypted', by: 'S/MIME' }
}

/** The header that the message had on its way, where it came from the Internet. */
function headersOf(text: string | undefined): MailHeader[] {
  if (text === undefined) return []
  return readFields(text.slice(0, 1 << 20)).fields.map(({ name, raw }) => ({
    name,
    value: showHidden(decodeWords(raw)),
  }))
}

/** Numbers of the name, the mail address, the address, and the kind of address. */
const REPRESENTED = [0x0042, 0x5d02, 0x0065] as const
const SENDER = [0x0c1a, 0x5d01, 0x0c1f] as const

function senderOf(
  properties: Properties,
  [nameId, mailId, addressId]: readonly [number, number, number],
  header: string | undefined,
): MailAddress[] {
  const name = properties.text(nameId)
  const address = properties.text(mailId) ?? properties.text(addressId) ?? ''
  const isMail = address.includes('@')
  if (!isMail && header !== undefined) return readAddresses(header)
  if ((name ?? '') === '' && address === '') return []
  return [
    {
      name: name === undefined || name === '' ? undefined : showHidden(name),
      address: showHidden(address),
    },
  ]
}

function replyToOf(properties: Properties, header: string | undefined): MailAddress[] {
  if (header !== undefined) return readAddresses(header)
  const names = properties.text(0x0050)
  return names === undefined || names === '' ? [] : readAddresses(names.replaceAll(';', ','))
}

const MOST_RECIPIENTS = 5000

function recipientsOf(
  root: Storage,
  context: PropertyContext,
): Pick<MailMessage, 'to' | 'cc' | 'bcc'> {
  const places = [...root.storages.values()]
    .filter(({ name }) => name.startsWith('__recip_version1.0_'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (places.length > MOST_RECIPIENTS) {
    context.remarks.add(
      `It has ${places.length} recipients; only the first ${MOST_RECIPIENTS} are shown.`,
    )
  }
  const people = places.slice(0, MOST_RECIPIENTS).map((place) => {
    const properties = propertiesOf(place, 8, context)
    const name = properties.text(0x3001)
    const address = properties.text(0x39fe) ?? properties.text(0x3003) ?? ''
    const isName = name !== undefined && name !== '' && name !== address
    return {
      type: (properties.number(0x0c15) ?? 1) & 15,
      person: { name: isName ? showHidden(name) : undefined, address: showHidden(address) },
    }
  })
  const of = (type: number) => people.filter((one) => one.type === type).map(({ person }) => person)
  // An originator (0) and a type that no standard has are recipients all the same.
  return {
    to: people.filter(({ type }) => type !== 2 && type !== 3).map(({ person }) => person),
    cc: of(2),
    bcc: of(3),
  }
}
