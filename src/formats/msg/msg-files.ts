import { formatOfName } from '../kinds.ts'
import { showHidden } from '../mail/body/letters.ts'
import { HEAD, LOOKED_INTO, nameRemarks, typeRemarks } from '../mail/mail-files.ts'
import { MailProblem, type MailAttachment } from '../mail/mail-message.ts'
import type { Storage } from './compound-file.ts'
import { propertiesOf, type Properties, type PropertyContext } from './properties.ts'
import { writeCompoundFile, type Folder } from './write-compound-file.ts'

/** Attachments that are listed; more are counted. */
const MOST_FILES = 5000

export interface MsgFile {
  attachment: MailAttachment
  /** @throws MailProblem */
  take: () => Blob
}

/** The attachments of a message ([MS-OXCMSG] §2.2.2), each to be taken out when it is wanted. */
export async function filesOf(
  storage: Storage,
  root: Storage,
  context: PropertyContext,
): Promise<MsgFile[]> {
  const places = [...storage.storages.values()]
    .filter(({ name }) => name.startsWith('__attach_version1.0_'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (places.length > MOST_FILES) {
    context.remarks.add(
      `It has ${places.length} attachments; only the first ${MOST_FILES} are listed.`,
    )
  }
  const files: MsgFile[] = []
  for (const [index, place] of places.slice(0, MOST_FILES).entries()) {
    files.push(await fileOf(place, root, index, context))
  }
  return files
}

/** The value of PidTagAttachMethod for an object of another program; 5 is a message. */
const OLE = 6

async function fileOf(
  place: Storage,
  root: Storage,
  index: number,
  context: PropertyContext,
): Promise<MsgFile> {
  const properties = propertiesOf(place, 8, context)
  const method = properties.number(0x3705)
  const inside = place.storages.get('__substg1.0_3701000D')
  const isMessage = inside !== undefined && method !== OLE
  const stream = place.streams.get('__substg1.0_37010102')
  const isElsewhere = inside === undefined && (stream === undefined || isReference(method))
  const named = properties.text(0x3707) ?? properties.text(0x3704) ?? properties.text(0x3001)
  const subject = isMessage ? propertiesOf(inside, 24, context).text(0x0037) : undefined
  const name = showHidden(nonEmpty(named) ?? nonEmpty(subject) ?? `Attachment ${index + 1}`)
  const declared = nonEmpty(properties.text(0x370e)?.trim())
  const contentType = isMessage
    ? 'application/vnd.ms-outlook'
    : inside !== undefined
      ? 'application/x-ole-storage'
      : (messageType(declared) ?? formatOfName(name)?.type ?? 'application/octet-stream')
  const remarks = [...nameRemarks(name), ...(isElsewhere ? [elsewhere(properties)] : [])]
  if (inside !== undefined && method === OLE) {
    remarks.push(
      'It is an object of another program within the text; its picture is not shown there.',
    )
  }
  if (stream !== undefined && inside === undefined && index < LOOKED_INTO) {
    if (!stream.isWhole()) remarks.push('Its end is missing: the message is damaged.')
    const head = stream.read(HEAD)
    remarks.push(...(await typeRemarks(head, stream.size, contentType, name)))
  }
  const attachment: MailAttachment = {
    key: String(index),
    name,
    contentType,
    size: stream?.size,
    isInline: properties.number(0x7ffe) === 1 || ((properties.number(0x3714) ?? 0) & 4) === 4,
    contentId: nonEmpty(properties.text(0x3712)?.replaceAll(/^<|>$/g, '')),
    description: subject,
    remarks,
  }
  return { attachment, take: () => takeOut(attachment, inside, root, stream) }
}

/** A signed message is kept with its header, as a message of its own. */
function messageType(declared: string | undefined): string | undefined {
  return declared?.toLowerCase() === 'multipart/signed' ? 'message/rfc822' : declared
}

/** Methods by which only the way to a file is kept: 2, 3, 4 and, for the web, 7. */
function isReference(method: number | undefined): boolean {
  return method === 2 || method === 3 || method === 4 || method === 7
}

function elsewhere(properties: Properties): string {
  const path = nonEmpty(properties.text(0x370d)) ?? nonEmpty(properties.text(0x3708))
  const where = path === undefined ? '' : `: it was at ${showHidden(path).slice(0, 500)}`
  return `This file is not in the message${where}.`
}

function takeOut(
  { contentType, remarks }: MailAttachment,
  inside: Storage | undefined,
  root: Storage,
  stream: { size: number; read: () => Uint8Array<ArrayBuffer> } | undefined,
): Blob {
  if (inside !== undefined) {
    const folder = folderOf(inside)
    const isMessage = contentType === 'application/vnd.ms-outlook'
    const file = writeCompoundFile(isMessage ? asMessageFile(folder, root) : folder)
    return new Blob([file], { type: contentType })
  }
  if (stream === undefined) throw new MailProblem(remarks[0] ?? 'This file is not in the message.')
  const bytes = stream.read()
  if (bytes.length === 0 && stream.size > 0) {
    throw new MailProblem('The file is damaged where this attachment lies.')
  }
  return new Blob([bytes], { type: contentType })
}

/** Bytes that a message within may come to: a hostile file has many names for the same bytes. */
const LARGEST_INSIDE = 500_000_000

function folderOf(storage: Storage, budget = { left: LARGEST_INSIDE }): Folder {
  const streams = new Map<string, Uint8Array>()
  for (const [name, stream] of storage.streams) {
    const bytes = stream.read(budget.left)
    budget.left -= bytes.length
    if (bytes.length < stream.size && budget.left <= 0) {
      throw new MailProblem('What is inside is larger than can be taken out.')
    }
    streams.set(name, bytes)
  }
  const storages = new Map<string, Folder>()
  for (const [name, one] of storage.storages) storages.set(name, folderOf(one, budget))
  return { classId: storage.classId, storages, streams }
}

/** A file's root has the names of its named properties, and eight bytes more before its properties ([MS-OXMSG] §2.4.1.1). */
function asMessageFile(message: Folder, root: Storage): Folder {
  const names = root.storages.get('__nameid_version1.0')
  const inner = message.streams.get('__properties_version1.0') ?? new Uint8Array(24)
  const properties = new Uint8Array(inner.length + 8)
  properties.set(inner.subarray(0, 24))
  properties.set(inner.subarray(24), 32)
  const storages = new Map(message.storages)
  if (names) storages.set('__nameid_version1.0', folderOf(names))
  const streams = new Map(message.streams).set('__properties_version1.0', properties)
  return { classId: root.classId, storages, streams }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}
