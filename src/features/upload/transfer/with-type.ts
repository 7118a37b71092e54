import { isSmall, peekSmall } from '#api/uploads/small-files.ts'
import { sniff } from '../dialog/batch/sniff.ts'
import type { UploadItem } from '../queue/item.ts'

/**
 * An upload that was started before its bytes were read, with the content type that they have. The same file has the
 * same type each time, so that an attempt that was stored is known again. Never rejects.
 */
export async function withType<Item extends UploadItem & { file: File }>(
  item: Item,
): Promise<Item> {
  const found = await sniffToSend(item.file)
  // What can't be read fails when it is sent, with words.
  if (found.state !== 'known') return item
  return { ...item, fields: { ...item.fields, contentType: found.contentType } }
}

/** What is small is read once, for its type and to be sent. */
export function sniffToSend(file: File): ReturnType<typeof sniff> {
  return sniff(file, isSmall(file) ? async () => (await peekSmall(file)).bytes : undefined)
}
