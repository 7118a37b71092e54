import { expect, it } from 'vitest'
import type { MailAttachment } from '#formats/mail/mail-message.ts'
import { takePictures } from './take-pictures.ts'

const picture = (key: string, size: number | undefined): MailAttachment => ({
  key,
  name: key,
  contentType: 'image/png',
  size,
  isInline: true,
  contentId: key,
  description: undefined,
  remarks: [],
})

async function namesOf(attachments: MailAttachment[]): Promise<string[]> {
  const take = (key: string) => Promise.resolve(new Blob([key]))
  const pictures = await takePictures(
    { message: { attachments }, take },
    new AbortController().signal,
  )
  return [...pictures.keys()]
}

it('passes a picture that is too large, and takes those behind it', async () => {
  const attachments = [picture('a', 10), picture('large', 50_000_001), picture('b', undefined)]
  expect(await namesOf(attachments)).toEqual(['a', 'b'])
})

it('takes a hundred pictures at most', async () => {
  const attachments = Array.from({ length: 102 }, (_, at) => picture(String(at), 1))
  expect(await namesOf(attachments)).toHaveLength(100)
})
