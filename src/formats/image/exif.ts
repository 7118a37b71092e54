import { wholeBytes } from '../partial-bytes.ts'
import { TiffBytes } from '../tiff/tiff-directory.ts'
import { frameOf, jpegSegments } from './jpeg-segments.ts'

export interface ExifFacts {
  /** 1 to 8. */
  orientation: number
  /** Where a whole JPEG in small is, from the start of these bytes. */
  thumbnail: { start: number; end: number } | undefined
}

/** What EXIF data say that concerns how a picture is shown (EXIF 2.32 §4.5 and §4.6); the bytes begin as a TIFF does. */
export function readExif(bytes: Uint8Array): ExifFacts {
  const none: ExifFacts = { orientation: 1, thumbnail: undefined }
  let tiff: TiffBytes
  try {
    tiff = new TiffBytes(wholeBytes(bytes))
  } catch {
    return none
  }
  const first = tiff.directory(tiff.first)
  if (first === undefined) return none
  const entry = first.entries.get(274)
  const [orientation = 1] = entry === undefined ? [] : tiff.numbers(entry, 1)
  const isValid = orientation >= 1 && orientation <= 8
  return { orientation: isValid ? orientation : 1, thumbnail: thumbnailOf(tiff, first.next) }
}

function thumbnailOf(tiff: TiffBytes, at: number): ExifFacts['thumbnail'] {
  const directory = at === 0 ? undefined : tiff.directory(at)
  const [place, length] = [513, 514].map((tag) => {
    const entry = directory?.entries.get(tag)
    return entry === undefined ? undefined : tiff.numbers(entry, 1)[0]
  })
  if (place === undefined || length === undefined) return undefined
  const end = place + length
  return end <= tiff.size && isWholeJpeg(tiff.part(place, length))
    ? { start: place, end }
    : undefined
}

/** Whether these bytes are a JPEG with a frame, a scan and an end. */
export function isWholeJpeg(bytes: Uint8Array): boolean {
  let hasFrame = false
  for (const segment of jpegSegments(bytes)) {
    hasFrame ||= frameOf(bytes, segment) !== undefined
    if (segment.marker !== 0xda) continue
    for (let at = bytes.indexOf(0xff, segment.end); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
      if (bytes[at + 1] === 0xd9) return hasFrame
    }
  }
  return false
}
