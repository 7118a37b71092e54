/** A part of the bytes. */
export interface ByteRange {
  start: number
  length: number
}

/** One attribute as it stands in the bytes. Values are read on demand, by `values.ts`. */
export interface DataElement extends ByteRange {
  tag: number
  /** As written, or from the dictionary where it isn't written; "UN" where nobody knows. */
  vr: string
  /** Bytes of the value that the file promises and does not have. */
  missing: number
  /** Of a sequence. */
  items?: readonly DataSet[]
  /** Of encapsulated pixel data: the first is the basic offset table (PS3.5 annex A.4). */
  fragments?: readonly ByteRange[]
  /** Of encapsulated pixel data that is read frame by frame: where the item of each frame begins; `fragments` are those of the last. */
  places?: readonly number[]
}

/** Attributes in the order of the file, with what is needed to read their values. */
export interface DataSet {
  bytes: Uint8Array<ArrayBuffer>
  little: boolean
  elements: ReadonlyMap<number, DataElement>
  /** The data set whose sequence holds this one. */
  parent: DataSet | undefined
}

/** Tags that are looked for by name. */
export const TAG = {
  transferSyntax: 0x0002_0010,
  mediaClass: 0x0002_0002,
  characterSet: 0x0008_0005,
  imageType: 0x0008_0008,
  sopClass: 0x0008_0016,
  modality: 0x0008_0060,
  samples: 0x0028_0002,
  photometric: 0x0028_0004,
  planar: 0x0028_0006,
  frames: 0x0028_0008,
  rows: 0x0028_0010,
  columns: 0x0028_0011,
  aspectRatio: 0x0028_0034,
  bitsAllocated: 0x0028_0100,
  bitsStored: 0x0028_0101,
  highBit: 0x0028_0102,
  pixelRepresentation: 0x0028_0103,
  sharedGroups: 0x5200_9229,
  frameGroups: 0x5200_9230,
  extendedOffsets: 0x7fe0_0001,
  floatPixels: 0x7fe0_0008,
  doublePixels: 0x7fe0_0009,
  pixelData: 0x7fe0_0010,
} as const

/** Frames of one file that are believed. */
export const MOST_FRAMES = 1_000_000

/** Elements that hold pixels; the first one that is there counts. */
export const PIXELS = [TAG.pixelData, TAG.floatPixels, TAG.doublePixels] as const
