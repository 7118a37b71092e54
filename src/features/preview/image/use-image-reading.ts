import { useEffect, useState } from 'react'
import { blobSource } from '#formats/content-source.ts'
import { readImage, type ImageReading } from '#formats/image/read-image.ts'

/**
 * What a picture says of itself, or why it is not to be decoded; `undefined` while it is read. Whoever draws a picture of a
 * content asks this first: a few hundred bytes can claim more pixels than there is memory for. Whether a large JPEG is whole is
 * told later than its head, which is enough to draw it.
 */
export function useImageReading(blob: Blob | undefined): ImageReading | undefined {
  const [read, setRead] = useState<{ blob: Blob; reading: ImageReading }>()
  useEffect(() => {
    if (blob === undefined) return undefined
    const controller = new AbortController()
    const keep = (reading: ImageReading) => {
      if (!controller.signal.aborted) setRead({ blob, reading })
    }
    readImage(blobSource(blob), controller.signal, keep).then(keep, () =>
      keep({
        type: 'refused',
        reason: 'Its bytes could not be read.',
        isTooLarge: false,
        preview: undefined,
      }),
    )
    return () => controller.abort()
  }, [blob])
  return read?.blob === blob ? read?.reading : undefined
}
