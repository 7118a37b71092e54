/**
 * A mail as a reader sees it, whichever format it is stored in (EML, MSG): data alone, cloneable, and nothing in it is
 * markup that anybody runs. Attachments stay where they are until somebody takes one out by its key.
 */
export interface MailMessage {
  /** What it is in a word or two: "Mail", "Delivery report", "Appointment". */
  what: string
  from: readonly MailAddress[]
  /** Who sent it on behalf of `from`, where the message names another. */
  sender: readonly MailAddress[]
  to: readonly MailAddress[]
  cc: readonly MailAddress[]
  bcc: readonly MailAddress[]
  replyTo: readonly MailAddress[]
  subject: string | undefined
  date: MailDate | undefined
  messageId: string | undefined
  inReplyTo: string | undefined
  /** Every header field in its order, decoded. */
  headers: readonly MailHeader[]
  /** The text in its order: one for each text that stands on its own. */
  bodies: readonly MailBody[]
  attachments: readonly MailAttachment[]
  /** What invitations, delivery reports, contacts and the like say, as names and values. */
  facts: readonly FactGroup[]
  protection: Protection
  /** What is odd, missing or was changed in showing it, each in a sentence. */
  remarks: readonly string[]
}

export interface MailAddress {
  /** As the sender wrote it: it may lie. */
  name: string | undefined
  /** Empty where there is only a name. */
  address: string
  /** The group that it is listed in. */
  group?: string | undefined
}

export interface MailDate {
  written: string
  /** Milliseconds since 1970; `undefined` where it is not an instant: not a date, or one without its zone. */
  time: number | undefined
}

export interface MailHeader {
  name: string
  value: string
}

/** One text, in the forms that the message has it in: at least one of them. */
export interface MailBody {
  text: string | undefined
  html: string | undefined
  /** `html` as text. */
  htmlAsText: string | undefined
  /** Whether `html` wants to load pictures from elsewhere, which tells its sender that it is read. */
  wantsPictures: boolean
  /** How the letters were read, "utf-8", "windows-1252 (guessed)". */
  encodings: readonly string[]
  /** Which of the two says more, where they differ much. */
  fuller: 'text' | 'html'
}

export interface MailAttachment {
  /** By which it is taken out. */
  key: string
  name: string
  contentType: string
  /** Bytes once it is out. */
  size: number | undefined
  /** Whether the text shows it, as a picture within it. */
  isInline: boolean
  contentId: string | undefined
  /** Of a message inside this one: its subject. */
  description: string | undefined
  /** What is odd about it, in sentences. */
  remarks: readonly string[]
}

export interface FactGroup {
  title: string
  rows: readonly { name: string; value: string | MailDate }[]
}

/** What is said of a signature is that there is one: it is not verified here. */
export type Protection =
  | { type: 'none' }
  | { type: 'signed'; by: string; isInside: boolean }
  | { type: 'encrypted'; by: string }

/** One message of a mailbox, before it is opened. */
export interface MailEntry {
  from: string
  subject: string
  date: MailDate | undefined
}

/** A file of one or more messages. */
export interface OpenMail {
  entries: readonly MailEntry[]
  /** Of the whole file. */
  remarks: readonly string[]
  /** @throws MailProblem */
  read: (index: number) => Promise<MailMessage>
  /** Takes an attachment out. @throws MailProblem */
  take: (index: number, key: string) => Promise<Blob>
}

/** Why a message, or a file in it, can't be read, in words. */
export class MailProblem extends Error {
  override readonly name = 'MailProblem'
}
