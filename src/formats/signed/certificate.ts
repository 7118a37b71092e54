import { sha256 } from '@noble/hashes/sha2.js'
import { Integer, ObjectIdentifier, OctetString, Sequence, fromBER, type BaseBlock } from 'asn1js'
import type { Certificate, RelativeDistinguishedNames } from 'pkijs'
import { curveName, signatureName } from './algorithms.ts'
import type { CertificateFacts } from './signed-file.ts'

/** What a certificate says of itself (RFC 5280 §4.1). */
export function certificateFacts(certificate: Certificate): CertificateFacts {
  const { subject, issuer, serialNumber, notBefore, notAfter } = certificate
  const der = new Uint8Array(certificate.toSchema(false).toBER(false))
  const whole = nameWords(subject)
  return {
    subject: whole,
    name: shortName(subject) ?? whole,
    issuer: nameWords(issuer),
    serial: hexOf(serialNumber),
    from: notBefore.value.getTime(),
    until: notAfter.value.getTime(),
    key: keyWords(certificate),
    signedWith: signatureName(certificate.signatureAlgorithm.algorithmId),
    isSelfIssued: subject.isEqual(issuer),
    fingerprint: sha256(der).toHex(),
  }
}

export function hexOf(number: Integer): string {
  return number.valueBlock.valueHexView
    .slice()
    .toHex()
    .replace(/^(00)+(?=.)/, '')
}

/** RFC 4519 and what Italian and other national profiles add. */
const NAMES: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serial number',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '2.5.4.46': 'DN qualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organization id',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'email',
}

/** A distinguished name in the order in which it is written: "C=IT, O=Ospedale, CN=Rossi Maria". */
export function nameWords(name: RelativeDistinguishedNames): string {
  const parts = name.typesAndValues.map(
    ({ type, value }) => `${NAMES[type] ?? type}=${textOf(value)}`,
  )
  return parts.length === 0 ? '(no name)' : parts.join(', ')
}

function shortName({ typesAndValues }: RelativeDistinguishedNames): string | undefined {
  for (const wanted of ['2.5.4.3', '1.2.840.113549.1.9.1', '2.5.4.10', '2.5.4.11']) {
    const found = typesAndValues.findLast(({ type }) => type === wanted)
    if (found) return textOf(found.value)
  }
  return undefined
}

/** The letters of a string of whatever kind. */
function textOf(value: unknown): string {
  const block = (value as { valueBlock?: { value?: unknown } }).valueBlock
  return typeof block?.value === 'string' ? block.value.slice(0, 1000) : '?'
}

function keyWords({ subjectPublicKeyInfo: info }: Certificate): string {
  const id = info.algorithm.algorithmId
  const name = signatureName(id)
  const { algorithmParams } = info.algorithm as { algorithmParams?: BaseBlock }
  if (algorithmParams instanceof ObjectIdentifier) {
    return `${name}, ${curveName(algorithmParams.valueBlock.toString())}`
  }
  const bits = id.startsWith('1.2.840.113549.1.1.')
    ? modulusBits(info.subjectPublicKey.valueBlock.valueHexView)
    : 0
  return bits === 0 ? name : `${name}, ${bits} bits`
}

/** RFC 8017 A.1.1: a sequence of modulus and exponent. */
function modulusBits(key: Uint8Array): number {
  const { result } = fromBER(key)
  const modulus = result instanceof Sequence ? result.valueBlock.value[0] : undefined
  return modulus instanceof Integer ? hexOf(modulus).length * 4 : 0
}

export function octets(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  return value instanceof OctetString ? new Uint8Array(value.getValue()) : undefined
}
