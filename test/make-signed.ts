import {
  Integer,
  ObjectIdentifier,
  OctetString,
  PrintableString,
  UTCTime,
  Utf8String,
} from 'asn1js'
import {
  AlgorithmIdentifier,
  Attribute,
  AttributeTypeAndValue,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  MessageImprint,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TSTInfo,
} from 'pkijs'

/** A key and a certificate that it made itself. */
export interface TestSigner {
  key: CryptoKey
  certificate: Certificate
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' }

export async function makeSigner(
  name: string,
  options: { isElliptic?: boolean; until?: Date } = {},
): Promise<TestSigner> {
  const isElliptic = options.isElliptic === true
  const keys = await crypto.subtle.generateKey(isElliptic ? ECDSA : RSA, true, ['sign', 'verify'])
  const { privateKey, publicKey } = keys
  const certificate = new Certificate()
  certificate.version = 2
  certificate.serialNumber = new Integer({ value: 4711 })
  for (const names of [certificate.subject, certificate.issuer]) {
    names.typesAndValues.push(
      new AttributeTypeAndValue({ type: '2.5.4.6', value: new PrintableString({ value: 'IT' }) }),
      new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: name }) }),
    )
  }
  certificate.notBefore.value = new Date('2020-01-01T00:00:00Z')
  certificate.notAfter.value = options.until ?? new Date('2040-01-01T00:00:00Z')
  await certificate.subjectPublicKeyInfo.importKey(publicKey)
  await certificate.sign(privateKey, 'SHA-256')
  return { key: privateKey, certificate }
}

export interface SignOptions {
  digest?: string
  /** Left out, the signature stands apart. */
  isDetached?: boolean
  /** Of the content; plain data unless told. */
  type?: string
  time?: Date
  hasAttributes?: boolean
  hasCertificate?: boolean
  /** An authority that says when the signature was there; `over` stands for the signature where it lies. */
  stamp?: { by: TestSigner; time: Date; over?: Uint8Array<ArrayBuffer> }
}

const DATA = '1.2.840.113549.1.7.1'

/** A file that is signed (CMS), in DER. */
export async function makeSigned(
  content: Uint8Array<ArrayBuffer>,
  { key, certificate }: TestSigner,
  options: SignOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { digest = 'SHA-256', isDetached = false, type = DATA } = options
  const time = options.time ?? new Date('2026-05-03T12:00:00Z')
  const signed = new SignedData({
    version: 1,
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: type,
      ...(!isDetached && { eContent: new OctetString({ valueHex: content.buffer }) }),
    }),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({
          issuer: certificate.issuer,
          serialNumber: certificate.serialNumber,
        }),
      }),
    ],
    certificates: options.hasCertificate === false ? [] : [certificate],
  })
  const [info] = signed.signerInfos
  if (info && options.hasAttributes !== false) {
    const hash = await crypto.subtle.digest(digest, content)
    info.signedAttrs = new SignedAndUnsignedAttributes({
      type: 0,
      attributes: [
        attribute('1.2.840.113549.1.9.3', new ObjectIdentifier({ value: type })),
        attribute('1.2.840.113549.1.9.5', new UTCTime({ valueDate: time })),
        attribute('1.2.840.113549.1.9.4', new OctetString({ valueHex: hash })),
      ],
    })
  }
  await signed.sign(key, 0, digest, isDetached ? content.buffer : undefined)
  if (info && options.stamp) {
    const signature = Uint8Array.from(info.signature.valueBlock.valueHexView)
    const token = await makeStamp(options.stamp.over ?? signature, options.stamp)
    info.unsignedAttrs = new SignedAndUnsignedAttributes({
      type: 1,
      attributes: [attribute('1.2.840.113549.1.9.16.2.14', token.toSchema())],
    })
  }
  return new Uint8Array(wrapped(signed).toSchema().toBER())
}

function wrapped(signed: SignedData): ContentInfo {
  return new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) })
}

/** A time stamp (RFC 3161): signed data whose content is the digest of a signature, and a time. */
async function makeStamp(
  signature: Uint8Array<ArrayBuffer>,
  { by, time }: { by: TestSigner; time: Date },
): Promise<ContentInfo> {
  const stamp = new TSTInfo({
    version: 1,
    policy: '1.2.3.4',
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: '2.16.840.1.101.3.4.2.1' }),
      hashedMessage: new OctetString({
        valueHex: await crypto.subtle.digest('SHA-256', signature),
      }),
    }),
    serialNumber: new Integer({ value: 1 }),
    genTime: time,
  })
  const content = new Uint8Array(stamp.toSchema().toBER())
  return ContentInfo.fromBER(
    await makeSigned(content, by, { type: '1.2.840.113549.1.9.16.1.4', time }),
  )
}

function attribute(type: string, value: unknown): Attribute {
  return new Attribute({ type, values: [value] })
}

/** A file that is encrypted for whoever has the key of a certificate (CMS), in DER. */
export async function makeEnveloped(
  content: Uint8Array<ArrayBuffer>,
  { certificate }: TestSigner,
): Promise<Uint8Array<ArrayBuffer>> {
  const enveloped = new EnvelopedData()
  enveloped.addRecipientByCertificate(certificate, { oaepHashAlgorithm: 'SHA-256' })
  const cipher = { name: 'AES-CBC', length: 256 } as unknown as Algorithm
  await enveloped.encrypt(cipher, content.buffer)
  const whole = new ContentInfo({
    contentType: '1.2.840.113549.1.7.3',
    content: enveloped.toSchema(),
  })
  return new Uint8Array(whole.toSchema().toBER())
}

/** The same in PEM. */
export function pem(label: string, der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
