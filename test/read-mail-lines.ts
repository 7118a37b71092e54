import { openMailbox } from '#formats/mail/open-mailbox.ts'
import { bytesOf } from './format-samples.ts'

/** Reads a message of these lines, in which each character below U+0100 is one byte. */
export async function readMailLines(...lines: string[]) {
  const mail = await openMailbox(new Blob([bytesOf(lines.join('\r\n'))]))
  const message = await mail.read(0)
  const texts = message.bodies.map(({ text, htmlAsText }) => text ?? htmlAsText)
  const take = async (name: string) => {
    const { key } = message.attachments.find((one) => one.name === name) ?? {}
    return (await mail.take(0, key ?? '')).text()
  }
  return { ...message, texts, names: message.attachments.map(({ name }) => name), take }
}
