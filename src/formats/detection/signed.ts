import type { Found } from './head.ts'

/** RFC 5652 §3: a sequence that begins with the identifier of signed, enveloped or encrypted data. */
export function signedOf(bytes: Uint8Array): Found | undefined {
  if (bytes[0] !== 0x30) return undefined
  const start = bytes.subarray(0, 256).toHex()
  const at = start.slice(0, 64).search(/06092a864886f70d01070[236]|060b2a864886f70d0109100117/)
  if (at === -1) return undefined
  const inner = start.indexOf('06092a864886f70d010701', at + 22)
  // A signature that stands apart from what it signs has no content behind the inner identifier.
  const isSigned = start.startsWith('06092a864886f70d010702', at)
  const isApart = isSigned && inner !== -1 && !start.startsWith('a0', inner + 22)
  return {
    kind: 'signed',
    type: isApart ? 'application/pkcs7-signature' : 'application/pkcs7-mime',
  }
}

const BLOCK =
  /^-----BEGIN (PKCS ?#?7( SIGNED DATA)?|CMS|(X509 |TRUSTED )?CERTIFICATE|([A-Z]+ )?PRIVATE KEY)-----\r?\n[^]{0,200}?[A-Za-z0-9+/]{4}/m

/** RFC 7468: signed data, certificates or keys between lines that name them; some programs put what is in them before. */
export function pemOf(text: string): Found | undefined {
  const isPem = BLOCK.test(text.slice(0, 8192))
  return isPem ? { kind: 'signed', type: 'application/x-pem-file' } : undefined
}

/** Signed data in base64 and nothing else, as programs store it that take it out of a mail as it stands. */
export function base64SignedOf(text: string): Found | undefined {
  if (!/^MI[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) return undefined
  const head = text.slice(0, 600).replaceAll(/\s/g, '').slice(0, 344)
  return signedOf(Uint8Array.fromBase64(head.slice(0, head.length - (head.length % 4))))
}
