/** How pixels are kept: in cells as they are, or as one of the codecs. `none`: known, and not decoded here. */
type PixelCodec = 'native' | 'rle' | 'jpeg' | 'jpeg-ls' | 'jpeg2000' | 'deflate' | 'none'

/** How a data set and its pixels are written (PS3.5 §10 and annex A). */
export interface TransferSyntax {
  uid: string
  name: string
  explicit: boolean
  little: boolean
  deflated: boolean
  codec: PixelCodec
  /** Pixels are in big endian, whatever the rest is. */
  bigPixels: boolean
}

/** The name behind the tail of each UID, and the codec. `ROOT` stands before the tail. */
const ROOT = '1.2.840.10008.1.2'
const SYNTAXES: Record<string, [name: string, codec: PixelCodec]> = {
  '': ['Implicit VR Little Endian', 'native'],
  '.1': ['Explicit VR Little Endian', 'native'],
  '.1.98': ['Encapsulated Uncompressed Explicit VR Little Endian', 'native'],
  '.1.99': ['Deflated Explicit VR Little Endian', 'native'],
  '.2': ['Explicit VR Big Endian', 'native'],
  '.4.50': ['JPEG Baseline', 'jpeg'],
  '.4.51': ['JPEG Extended', 'jpeg'],
  '.4.52': ['JPEG Extended (processes 3 and 5, arithmetic)', 'none'],
  '.4.53': ['JPEG Spectral Selection', 'jpeg'],
  '.4.54': ['JPEG Spectral Selection (processes 7 and 9, arithmetic)', 'none'],
  '.4.55': ['JPEG Full Progression', 'jpeg'],
  '.4.56': ['JPEG Full Progression (processes 11 and 13, arithmetic)', 'none'],
  '.4.57': ['JPEG Lossless (process 14)', 'jpeg'],
  '.4.58': ['JPEG Lossless (process 15, arithmetic)', 'none'],
  '.4.70': ['JPEG Lossless, first-order prediction', 'jpeg'],
  '.4.80': ['JPEG-LS Lossless', 'jpeg-ls'],
  '.4.81': ['JPEG-LS Near-lossless', 'jpeg-ls'],
  '.4.90': ['JPEG 2000 Lossless', 'jpeg2000'],
  '.4.91': ['JPEG 2000', 'jpeg2000'],
  '.4.92': ['JPEG 2000 Part 2 Multi-component Lossless', 'none'],
  '.4.93': ['JPEG 2000 Part 2 Multi-component', 'none'],
  '.4.94': ['JPIP Referenced', 'none'],
  '.4.95': ['JPIP Referenced Deflate', 'none'],
  '.4.100': ['MPEG-2 Main Profile, Main Level', 'none'],
  '.4.101': ['MPEG-2 Main Profile, High Level', 'none'],
  '.4.102': ['MPEG-4 AVC/H.264 High Profile, Level 4.1', 'none'],
  '.4.103': ['MPEG-4 AVC/H.264 BD-compatible High Profile, Level 4.1', 'none'],
  '.4.104': ['MPEG-4 AVC/H.264 High Profile, Level 4.2 for 2D video', 'none'],
  '.4.105': ['MPEG-4 AVC/H.264 High Profile, Level 4.2 for 3D video', 'none'],
  '.4.106': ['MPEG-4 AVC/H.264 Stereo High Profile, Level 4.2', 'none'],
  '.4.107': ['HEVC/H.265 Main Profile, Level 5.1', 'none'],
  '.4.108': ['HEVC/H.265 Main 10 Profile, Level 5.1', 'none'],
  '.4.110': ['JPEG XL Lossless', 'none'],
  '.4.111': ['JPEG XL JPEG Recompression', 'none'],
  '.4.112': ['JPEG XL', 'none'],
  '.4.201': ['High-Throughput JPEG 2000 Lossless', 'none'],
  '.4.202': ['High-Throughput JPEG 2000 RPCL Lossless', 'none'],
  '.4.203': ['High-Throughput JPEG 2000', 'none'],
  '.5': ['RLE Lossless', 'rle'],
  '.8.1': ['Deflated Image Frame Compression', 'deflate'],
}

export const IMPLICIT = ROOT
export const EXPLICIT = `${ROOT}.1`
export const BIG_ENDIAN = `${ROOT}.2`

/** Of old scanners of one make; no other private syntax is in use beyond its maker’s systems. */
const GE_PRIVATE = '1.2.840.113619.5.2'

/** The syntax of a UID. One that is not known is, like all but the oldest, explicit and little endian. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  // Video in fragments is written as the video without (PS3.5 §10.20 and others).
  const tail = uid.startsWith(ROOT) ? uid.slice(ROOT.length) : undefined
  const known =
    tail === undefined
      ? undefined
      : (SYNTAXES[tail] ?? SYNTAXES[tail.replace(/^(\.4\.10\d)\.1$/, '$1')])
  if (uid === GE_PRIVATE) {
    const name = 'GE private, implicit with pixels in big endian'
    const common = { uid, name, codec: 'native' as const, deflated: false }
    return { ...common, explicit: false, little: true, bigPixels: true }
  }
  const hierarchical = /^\.4\.(59|6[0-6])$/.test(tail ?? '')
  const [name, codec] = known ?? [
    hierarchical ? 'JPEG, hierarchical' : `Unknown (${uid})`,
    'none' as const,
  ]
  return {
    uid,
    name,
    codec,
    explicit: uid !== IMPLICIT,
    little: uid !== BIG_ENDIAN,
    deflated: tail === '.1.99' || tail === '.4.95',
    bigPixels: false,
  }
}

/** Whether a codec loses detail, as the name of the syntax alone tells (PS3.5 annex A.4). */
export function isLossySyntax({ uid }: TransferSyntax): boolean {
  return /^\.4\.(5[0-6]|59|6[0-4]|81|10\d(\.1)?)$/.test(uid.slice(ROOT.length))
}
