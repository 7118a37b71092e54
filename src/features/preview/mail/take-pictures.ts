import type { ShownMail } from './use-mail.ts'

/** Pictures of a page, and their bytes in all; a page that has more shows the others as missing. */
const MOST_PICTURES = 100
const MOST_BYTES = 50_000_000

/** Takes out the pictures that a page may refer to, by their content ids; those for which there is no room are passed. */
export async function takePictures(
  {
    message,
    take,
  }: Pick<ShownMail, 'take'> & { message: Pick<ShownMail['message'], 'attachments'> },
  signal: AbortSignal,
): Promise<Map<string, Blob>> {
  const pictures = new Map<string, Blob>()
  let left = MOST_BYTES
  for (const { key, contentId, size, contentType } of message.attachments) {
    if (contentId === undefined || !contentType.startsWith('image/')) continue
    if (pictures.size >= MOST_PICTURES) break
    if ((size ?? 0) > left) continue
    const picture = await take(key, signal).catch(() => undefined)
    if (signal.aborted) break
    if (picture === undefined || picture.size > left) continue
    pictures.set(contentId, picture)
    left -= picture.size
  }
  return pictures
}
