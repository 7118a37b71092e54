/** What a file with signatures, or with certificates, holds. Cloneable. */
export interface SignedFile {
  parts: readonly SignedPart[]
  /** What is odd about the file itself, in sentences. */
  remarks: readonly string[]
}

/** A binary file is one part; PEM may hold several, one behind the other. */
export type SignedPart =
  | SignedData
  | { type: 'encrypted'; words: string; recipients: readonly string[] }
  | { type: 'certificate'; certificate: CertificateFacts }
  /** What is named and not shown, such as a private key. */
  | { type: 'other'; words: string; isSecret: boolean }

/** RFC 5652 §5. */
export interface SignedData {
  type: 'signed'
  /** What was signed; `undefined` where it stands apart, in another file. */
  content: Uint8Array<ArrayBuffer> | undefined
  signers: readonly Signer[]
  certificates: readonly CertificateFacts[]
  /** The file is cut off or damaged: this is what could be taken from its beginning, and whoever signed it is not known. */
  isDamaged: boolean
  remarks: readonly string[]
}

/** One signature and who made it. */
export interface Signer {
  /** `undefined` where the file does not bring it. */
  certificate: CertificateFacts | undefined
  /** By which the certificate is meant. */
  identifier: string
  /** "SHA-256", "RSA". */
  digest: string
  algorithm: string
  /** When the signer says that it was signed. Milliseconds since 1970. */
  time: number | undefined
  /** When an authority says that it was there. */
  stamp: TimeStamp | undefined
  /** Other signatures over this one. */
  counterSignatures: number
  verdict: Verdict
  /** What is weak or odd about it, in sentences. */
  remarks: readonly string[]
}

/** Whether the signature is that of the certificate's key over the content. Whose the certificate is, nobody checks here. */
export type Verdict =
  | { type: 'valid' }
  /** The content is not what was signed. */
  | { type: 'changed' }
  /** The signature is not that of this key. */
  | { type: 'wrong'; why: string }
  | { type: 'unchecked'; why: string }

export interface TimeStamp {
  time: number
  /** The subject of its certificate. */
  authority: string
  verdict: Verdict
}

export interface CertificateFacts {
  subject: string
  /** The shortest name of the subject, by which people know it. */
  name: string
  issuer: string
  /** In hexadecimal digits. */
  serial: string
  /** Milliseconds since 1970. */
  from: number
  until: number
  /** "RSA, 2048 bits". */
  key: string
  signedWith: string
  isSelfIssued: boolean
  /** SHA-256 of the whole certificate, in hexadecimal digits. */
  fingerprint: string
}

/** Why a file can't be read as a signed one, in words. */
export class SignedProblem extends Error {
  override readonly name = 'SignedProblem'
}
