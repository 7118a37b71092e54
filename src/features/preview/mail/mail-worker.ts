import type { Kind } from '#formats/kinds.ts'
import type { MailEntry, MailMessage, OpenMail } from '#formats/mail/mail-message.ts'
import { openMailbox } from '#formats/mail/open-mailbox.ts'
import { openMsg } from '#formats/msg/open-msg.ts'
import { serveCalls } from '#lib/worker-session.ts'

/** A file of messages, and the first of them. */
export interface OpenedMail {
  entries: readonly MailEntry[]
  /** Of the whole file. */
  remarks: readonly string[]
  message: MailMessage
}

let open: OpenMail | undefined

function opened(): OpenMail {
  if (open === undefined) throw new Error('No file is open.')
  return open
}

/** Reads messages off the main thread, and keeps where their attachments lie. */
const methods = {
  async open({ blob, kind }: { blob: Blob; kind: Kind }): Promise<OpenedMail> {
    open = kind === 'msg' ? await openMsg(blob) : await openMailbox(blob)
    const { entries, remarks } = open
    return { entries, remarks, message: await open.read(0) }
  },
  read: (index: number): Promise<MailMessage> => opened().read(index),
  take: ({ index, key }: { index: number; key: string }): Promise<Blob> =>
    opened().take(index, key),
}

export type MailMethods = typeof methods

serveCalls(methods)
