import { OctetString, fromBER, type BaseBlock } from 'asn1js'
import {
  Certificate,
  ContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  SignedData as Cms,
  TSTInfo,
} from 'pkijs'
import { cipherName, digestOf } from './algorithms.ts'
import { certificateFacts, hexOf, nameWords } from './certificate.ts'
import { checkSigner } from './check-signer.ts'
import { partsOf, type RawPart } from './pem.ts'
import { salvageContent } from './salvage.ts'
import {
  SignedProblem,
  type SignedData,
  type SignedFile,
  type SignedPart,
  type TimeStamp,
  type Verdict,
} from './signed-file.ts'

/** Bounds on what the bytes may be made of; a signed file has some hundred nodes, one of lists of revocation more. */
const LIMITS = { maxDepth: 60, maxNodes: 300_000, maxContentLength: 500_000_000 }

const SIGNED = '1.2.840.113549.1.7.2'
const ENVELOPED = '1.2.840.113549.1.7.3'
const ENCRYPTED = '1.2.840.113549.1.7.6'
const AUTH_ENVELOPED = '1.2.840.113549.1.9.16.1.23'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'

/** Signers that are checked of one file. */
const MOST_SIGNERS = 50

/**
 * Reads a signed file (CMS, RFC 5652; PKCS #7) or certificates, in DER, BER or PEM, also as base64 without armour, and
 * checks its signatures over what is inside, or over `detached`. Certificates are not checked against any authority.
 *
 * @throws SignedProblem when it is none of these, or broken
 */
export async function readSigned(
  bytes: Uint8Array<ArrayBuffer>,
  detached?: Uint8Array<ArrayBuffer>,
): Promise<SignedFile> {
  const { parts: raw, remarks } = partsOf(bytes)
  const parts: SignedPart[] = []
  const faults: string[] = []
  for (const part of raw) {
    try {
      parts.push(await readPart(part, detached))
    } catch (error) {
      const content = salvageContent(part.der)
      if (content !== undefined) {
        parts.push({ ...NOTHING, content })
        continue
      }
      const why = error instanceof SignedProblem ? error.message : 'it is damaged or cut off'
      if (raw.length === 1)
        throw new SignedProblem(`This file can’t be read: ${why}.`, { cause: error })
      faults.push(`A part of the file (${part.label ?? 'no label'}) can’t be read: ${why}.`)
    }
  }
  if (parts.length === 0) throw new SignedProblem('No part of this file can be read as signed.')
  return { parts, remarks: [...faults, ...remarks] }
}

const NOTHING = {
  type: 'signed',
  signers: [],
  certificates: [],
  isDamaged: true,
  remarks: [],
} as const

async function readPart(
  { label, der }: RawPart,
  detached: Uint8Array<ArrayBuffer> | undefined,
): Promise<SignedPart> {
  if (label !== undefined && /PRIVATE KEY/.test(label)) {
    return { type: 'other', words: 'A private key, which is not shown', isSecret: true }
  }
  if (label !== undefined && label.endsWith('CERTIFICATE')) {
    return { type: 'certificate', certificate: certificateFacts(Certificate.fromBER(der)) }
  }
  if (label !== undefined && !/PKCS ?#?7|CMS/.test(label)) {
    return { type: 'other', words: OTHERS[label] ?? `A part of the kind ${label}`, isSecret: false }
  }
  const info = contentInfo(parse(der))
  switch (info.contentType) {
    case SIGNED:
      return readSignedData(new Cms({ schema: info.content as BaseBlock }), detached, true)
    case ENVELOPED:
      return readEnveloped(info.content as BaseBlock)
    case ENCRYPTED:
    case AUTH_ENVELOPED:
      return { type: 'encrypted', words: 'It is encrypted', recipients: [] }
    default:
      throw new SignedProblem(
        `its content is of a kind that is not known here (${info.contentType})`,
      )
  }
}

const OTHERS: Record<string, string> = {
  'CERTIFICATE REQUEST': 'A request for a certificate',
  'NEW CERTIFICATE REQUEST': 'A request for a certificate',
  'PUBLIC KEY': 'A public key',
  'RSA PUBLIC KEY': 'A public key',
  'X509 CRL': 'A list of revoked certificates',
}

function parse(der: Uint8Array): BaseBlock {
  const { offset, result } = fromBER(der, LIMITS)
  if (offset === -1) throw new SignedProblem('it is damaged or cut off')
  return result
}

function contentInfo(block: BaseBlock): ContentInfo {
  return new ContentInfo({ schema: block })
}

async function readSignedData(
  data: Cms,
  detached: Uint8Array<ArrayBuffer> | undefined,
  withStamps: boolean,
): Promise<SignedData> {
  const { eContent } = data.encapContentInfo
  const inside = eContent && contentOf(eContent)
  const content = inside ?? detached
  const readStamp = withStamps ? stampOf : async () => undefined
  const signers: SignedData['signers'][number][] = []
  for (const info of data.signerInfos.slice(0, MOST_SIGNERS)) {
    signers.push(await checkSigner(data, info, content, readStamp))
  }
  const remarks: string[] = []
  if (data.signerInfos.length > MOST_SIGNERS) {
    remarks.push(`It has ${data.signerInfos.length} signers: the first ${MOST_SIGNERS} are shown.`)
  }
  const certificates = (data.certificates ?? []).filter((one) => one instanceof Certificate)
  return {
    type: 'signed',
    content: inside,
    signers,
    certificates: certificates.map(certificateFacts),
    isDamaged: false,
    remarks,
  }
}

/** An octet string, in one piece or in several (X.690 §8.7); of the older PKCS #7 anything, without its head. */
function contentOf(content: BaseBlock): Uint8Array<ArrayBuffer> {
  if (content instanceof OctetString) return new Uint8Array(content.getValue())
  return Uint8Array.from(
    content.valueBeforeDecodeView.subarray(
      content.idBlock.blockLength + content.lenBlock.blockLength,
    ),
  )
}

/** RFC 3161: a signed file of its own, whose content names the digest of the signature and a time. */
async function stampOf(token: BaseBlock, signature: Uint8Array): Promise<TimeStamp | undefined> {
  try {
    const info = contentInfo(token)
    if (info.contentType !== SIGNED) return undefined
    const cms = new Cms({ schema: info.content as BaseBlock })
    const data = await readSignedData(cms, undefined, false)
    if (cms.encapContentInfo.eContentType !== TST_INFO || data.content === undefined)
      return undefined
    const stamp = TSTInfo.fromBER(data.content)
    const [signer] = data.signers
    const { hashAlgorithm, hashedMessage } = stamp.messageImprint
    const own = digestOf(hashAlgorithm.algorithmId)?.hash(signature)
    const isOfThis = own?.toHex() === hashedMessage.valueBlock.valueHexView.slice().toHex()
    const verdict: Verdict = isOfThis
      ? (signer?.verdict ?? { type: 'unchecked', why: 'nobody signed it' })
      : { type: 'wrong', why: 'it belongs to another signature' }
    const authority = signer?.certificate?.name ?? signer?.identifier ?? 'somebody unknown'
    return { time: stamp.genTime.getTime(), authority, verdict }
  } catch {
    return undefined
  }
}

/** What is encrypted in a way that is not known is encrypted all the same. */
function readEnveloped(content: BaseBlock): SignedPart {
  let data: EnvelopedData
  try {
    data = new EnvelopedData({ schema: content })
  } catch {
    return { type: 'encrypted', words: 'It is encrypted', recipients: [] }
  }
  const { contentEncryptionAlgorithm: cipher } = data.encryptedContentInfo
  const recipients = data.recipientInfos.map(({ value }) => {
    const id = (value as { rid?: unknown } | undefined)?.rid
    return id instanceof IssuerAndSerialNumber
      ? `the certificate ${hexOf(id.serialNumber)} of ${nameWords(id.issuer)}`
      : 'somebody who is named in another way'
  })
  return {
    type: 'encrypted',
    words: `It is encrypted (${cipherName(cipher.algorithmId)})`,
    recipients,
  }
}
