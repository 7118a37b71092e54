import { GeneralizedTime, ObjectIdentifier, UTCTime, type BaseBlock } from 'asn1js'
import {
  Certificate,
  CryptoEngine,
  IssuerAndSerialNumber,
  type Attribute,
  type SignedData,
  type SignerInfo,
} from 'pkijs'
import { digestOf, signatureName } from './algorithms.ts'
import { certificateFacts, hexOf, nameWords, octets } from './certificate.ts'
import type { CertificateFacts, Signer, TimeStamp, Verdict } from './signed-file.ts'

/** Attributes of RFC 5652 §11 and RFC 3161. */
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const COUNTER_SIGNATURE = '1.2.840.113549.1.9.6'
const TIME_STAMP = '1.2.840.113549.1.9.16.2.14'

/**
 * One signer of a signed file, and whether the signature is right (RFC 5652 §5.6). The content's digest is computed here,
 * so that a changed content is told from a wrong signature; the signature is checked by WebCrypto.
 *
 * @param content `undefined` where it stands apart and is not at hand
 * @param readStamp reads the time stamp that an authority put on the signature
 */
export async function checkSigner(
  data: SignedData,
  info: SignerInfo,
  content: Uint8Array<ArrayBuffer> | undefined,
  readStamp: (token: BaseBlock, signature: Uint8Array) => Promise<TimeStamp | undefined>,
): Promise<Signer> {
  const certificate = certificateOf(data, info)
  const facts = certificate && certificateFacts(certificate)
  const unsigned = info.unsignedAttrs?.attributes ?? []
  const token = one(unsigned, TIME_STAMP)
  const stamp = token && (await readStamp(token, info.signature.valueBlock.valueHexView))
  const time = timeOf(one(info.signedAttrs?.attributes ?? [], SIGNING_TIME))
  const digest = digestOf(info.digestAlgorithm.algorithmId)
  return {
    certificate: facts,
    identifier: identifierWords(info),
    digest: digest?.name ?? info.digestAlgorithm.algorithmId,
    algorithm: signatureName(info.signatureAlgorithm.algorithmId),
    time,
    stamp,
    counterSignatures: unsigned.filter(({ type }) => type === COUNTER_SIGNATURE).length,
    verdict: await verdictOf(data, info, { certificate, content }),
    remarks: remarksOf(info, facts, stamp?.verdict.type === 'valid' ? stamp.time : time),
  }
}

interface Against {
  certificate: Certificate | undefined
  content: Uint8Array<ArrayBuffer> | undefined
}

async function verdictOf(data: SignedData, info: SignerInfo, against: Against): Promise<Verdict> {
  const { certificate, content } = against
  const digest = digestOf(info.digestAlgorithm.algorithmId)
  if (digest === undefined) {
    return unchecked(`the digest algorithm ${info.digestAlgorithm.algorithmId} is not known here`)
  }
  const attributes = info.signedAttrs?.attributes
  if (attributes !== undefined) {
    const said = octets(one(attributes, MESSAGE_DIGEST))
    if (said === undefined)
      return { type: 'wrong', why: 'it does not name one digest of the content' }
    const type = one(attributes, CONTENT_TYPE)
    const isType =
      type instanceof ObjectIdentifier &&
      type.valueBlock.toString() === data.encapContentInfo.eContentType
    if (!isType) return { type: 'wrong', why: 'it is over content of another type' }
    if (content && !isSame(digest.hash(content), said)) return { type: 'changed' }
  }
  const signed = info.signedAttrs ? new Uint8Array(info.signedAttrs.encodedValue) : content
  if (signed === undefined) return unchecked('the signed file is not inside')
  if (certificate === undefined)
    return unchecked('the file does not bring the signer’s certificate')
  const checked = await checkSignature(info, certificate, signed, digest.name)
  if (checked.type === 'wrong' && attributes === undefined) return { type: 'changed' }
  if (checked.type === 'unchecked' && attributes !== undefined && content !== undefined) {
    return unchecked(`${checked.why}; the content has the digest that was signed`)
  }
  return checked.type === 'valid' && content === undefined
    ? unchecked('the signed file is not inside')
    : checked
}

function unchecked(why: string): Verdict {
  return { type: 'unchecked', why }
}

async function checkSignature(
  info: SignerInfo,
  certificate: Certificate,
  signed: Uint8Array<ArrayBuffer>,
  digest: string,
): Promise<Verdict> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined
  if (subtle === undefined)
    return unchecked('browsers check signatures on secure connections (HTTPS) only')
  const engine = new CryptoEngine({ name: 'browser', crypto: globalThis.crypto })
  const { signatureAlgorithm, signature } = info
  // Of these the identifier tells the kind of the key only; the digest is the signer's.
  const isBare = /^1\.2\.840\.(113549\.1\.1\.1|10045\.2\.1)$/.test(signatureAlgorithm.algorithmId)
  try {
    const isRight = await engine.verifyWithPublicKey(
      signed,
      signature,
      certificate.subjectPublicKeyInfo,
      signatureAlgorithm,
      isBare ? digest : undefined,
    )
    return isRight
      ? { type: 'valid' }
      : { type: 'wrong', why: 'it was not made with this certificate’s key' }
  } catch {
    const name = signatureName(signatureAlgorithm.algorithmId)
    return unchecked(`this browser can’t check signatures of its kind (${name} with ${digest})`)
  }
}

/** RFC 5652 §5.3: by issuer and serial number, or by an identifier of the key. */
function certificateOf(
  { certificates = [] }: SignedData,
  { sid }: SignerInfo,
): Certificate | undefined {
  const all = certificates.filter((one) => one instanceof Certificate)
  if (sid instanceof IssuerAndSerialNumber) {
    return all.find(
      ({ issuer, serialNumber }) =>
        issuer.isEqual(sid.issuer) && serialNumber.isEqual(sid.serialNumber),
    )
  }
  const wanted = keyIdentifier(sid)
  return all.find((certificate) => {
    const extension = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.14')
    const own = octets(extension?.parsedValue)
    return own !== undefined && own.toHex() === wanted
  })
}

function keyIdentifier(sid: unknown): string {
  const block = sid as { valueBlock?: { valueHexView?: Uint8Array; value?: unknown[] } }
  const inner = block.valueBlock?.value?.[0] as
    | { valueBlock?: { valueHexView?: Uint8Array } }
    | undefined
  return (inner?.valueBlock?.valueHexView ?? block.valueBlock?.valueHexView ?? new Uint8Array())
    .slice()
    .toHex()
}

function identifierWords({ sid }: SignerInfo): string {
  return sid instanceof IssuerAndSerialNumber
    ? `serial number ${hexOf(sid.serialNumber)} of ${nameWords(sid.issuer)}`
    : `key ${keyIdentifier(sid)}`
}

/** The value of an attribute that has one, and is there once; more than one value could mean anything. */
function one(attributes: readonly Attribute[], type: string): BaseBlock | undefined {
  const found = attributes.filter((attribute) => attribute.type === type)
  const values: unknown[] = found[0]?.values ?? []
  return found.length === 1 && values.length === 1 ? (values[0] as BaseBlock) : undefined
}

function timeOf(value: BaseBlock | undefined): number | undefined {
  const isTime = value instanceof UTCTime || value instanceof GeneralizedTime
  return isTime ? value.toDate().getTime() : undefined
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

function remarksOf(
  info: SignerInfo,
  certificate: CertificateFacts | undefined,
  time: number | undefined,
): string[] {
  const remarks: string[] = []
  const digest = digestOf(info.digestAlgorithm.algorithmId)
  const isOld = /MD[25]|SHA-1$/.test(signatureName(info.signatureAlgorithm.algorithmId))
  if (digest?.isWeak === true || isOld) {
    const name = digest?.isWeak === true ? digest.name : 'It'
    remarks.push(
      `${name} is no longer safe: somebody may have made another content with the same signature.`,
    )
  }
  const bits = Number(/^RSA.*, (\d+) bits$/.exec(certificate?.key ?? '')?.[1])
  if (bits < 2000)
    remarks.push(`The key is short (${bits} bits): others may be able to sign in its name.`)
  if (certificate === undefined) return remarks
  if (time === undefined) remarks.push('It does not say when it was signed.')
  else if (time > certificate.until) remarks.push('The certificate had expired when it was signed.')
  else if (time < certificate.from)
    remarks.push('The certificate was not valid yet when it was signed.')
  if (certificate.isSelfIssued)
    remarks.push('The signer issued the certificate itself: anybody can make one with any name.')
  return remarks
}
