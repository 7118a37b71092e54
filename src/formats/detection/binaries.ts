import { isAscii, isHex, latin1, little, type Found, type Head } from './head.ts'

/**
 * ISO 32000-1 §7.5.2 and its note: readers take a header within the first 1024 bytes. What counts is an object behind
 * it, since a text may well speak of `%PDF-1.4`.
 */
export function pdfOf({ bytes }: Head): Found | undefined {
  const text = latin1(bytes)
  const at = text.slice(0, 1024 + 8).search(/%PDF-\d/)
  if (at === -1) return undefined
  const hasObject = /\d\s+\d+\s+obj\b|\bstartxref\b/.test(text.slice(at))
  // Words before it may be those of a text that shows a PDF; other bytes are what some transports put there.
  const isQuoted = /^[\t-\r -~]*[!-~][\t-\r -~]*$/.test(text.slice(0, at))
  return { kind: 'pdf', type: 'application/pdf', isWeak: !hasObject || isQuoted }
}

/** Archives other than ZIP, signed files, and SCP recordings. */
export function otherBinaryOf({ bytes, size }: Head): Found | undefined {
  if (isHex(bytes, 0, '1f8b08') && (bytes[3] ?? 0xff) < 0x20) {
    return { kind: 'gzip', type: 'application/gzip' }
  }
  if (isHex(bytes, 0, '377abcaf271c')) {
    return { kind: 'archive', type: 'application/x-7z-compressed' }
  }
  if (isHex(bytes, 0, '526172211a07')) return { kind: 'archive', type: 'application/vnd.rar' }
  if (isAscii(bytes, 0, 'BZh') && isHex(bytes, 4, '314159265359')) {
    return { kind: 'archive', type: 'application/x-bzip2' }
  }
  if (isHex(bytes, 0, 'fd377a585a00')) return { kind: 'archive', type: 'application/x-xz' }
  if (isTar(bytes)) return { kind: 'tar', type: 'application/x-tar' }
  // EN 1064 §5.2: a checksum, the size of the record, and a section 0 that names the protocol.
  if (isAscii(bytes, 16, 'SCPECG') && little(bytes, 2, 4) <= size) {
    return { kind: 'scp', type: 'application/x-scp-ecg' }
  }
  return signedOf(bytes)
}

/** POSIX.1 `ustar`, and the older form without that word: the checksum of the first header has to be right. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < 512 || bytes[0] === 0) return false
  const said = Number.parseInt(latin1(bytes.subarray(148, 156)).replaceAll(/[\0 ]/g, ''), 8)
  let sum = 0
  for (let i = 0; i < 512; i += 1) sum += i >= 148 && i < 156 ? 0x20 : (bytes[i] ?? 0)
  return sum === said
}

/** RFC 5652 §3: a sequence that begins with the identifier of signed or enveloped data. */
function signedOf(bytes: Uint8Array): Found | undefined {
  if (bytes[0] !== 0x30) return undefined
  const start = bytes.subarray(0, 256).toHex()
  const at = start.slice(0, 64).search(/06092a864886f70d01070[23]/)
  if (at === -1) return undefined
  const inner = start.indexOf('06092a864886f70d010701', at + 22)
  // A signature that stands apart from what it signs has no content behind the inner identifier.
  const isApart = inner !== -1 && !start.startsWith('a0', inner + 22)
  return {
    kind: 'signed',
    type: isApart ? 'application/pkcs7-signature' : 'application/pkcs7-mime',
  }
}
