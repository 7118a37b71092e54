import { isAscii, isHex } from '../detection/head.ts'

/** The content type of a picture's bytes; by the ending of its name where they are not known. */
export function pictureType(bytes: Uint8Array, path: string): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  return byBytes(bytes) ?? BY_ENDING[ending] ?? 'application/octet-stream'
}

function byBytes(bytes: Uint8Array): string | undefined {
  if (isHex(bytes, 0, '89504e470d0a1a0a')) return 'image/png'
  if (isHex(bytes, 0, 'ffd8ff')) return 'image/jpeg'
  if (isAscii(bytes, 0, 'GIF8')) return 'image/gif'
  if (isAscii(bytes, 0, 'RIFF') && isAscii(bytes, 8, 'WEBP')) return 'image/webp'
  if (isHex(bytes, 0, '49492a00') || isHex(bytes, 0, '4d4d002a')) return 'image/tiff'
  if (isHex(bytes, 0, '01000000') && isAscii(bytes, 40, ' EMF')) return 'image/emf'
  if (isHex(bytes, 0, 'd7cdc69a')) return 'image/wmf'
  if (isAscii(bytes, 0, 'BM') && isHex(bytes, 6, '00000000')) return 'image/bmp'
  // Packed with gzip, as Office keeps the older ones.
  return isHex(bytes, 0, '1f8b') ? 'application/gzip' : undefined
}

const BY_ENDING: Record<string, string | undefined> = {
  __proto__: null as never,
  svg: 'image/svg+xml',
  emf: 'image/emf',
  wmf: 'image/wmf',
  pict: 'image/x-pict',
  wdp: 'image/vnd.ms-photo',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  avif: 'image/avif',
  heic: 'image/heic',
}
