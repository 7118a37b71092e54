import { beforeAll, describe, expect, it } from 'vitest'
import { makeEnveloped, makeSigned, makeSigner, pem, type TestSigner } from '#test/make-signed.ts'
import { bytesOf, joined } from '#test/make-zip.ts'
import { readSigned } from './read-signed.ts'
import type { SignedData } from './signed-file.ts'

const content = Uint8Array.from(bytesOf('Referto: tutto bene.'))

let rsa: TestSigner
let elliptic: TestSigner

beforeAll(async () => {
  rsa = await makeSigner('Maria Rossi')
  elliptic = await makeSigner('Ugo Bianchi', {
    isElliptic: true,
    until: new Date('2024-01-01T00:00:00Z'),
  })
})

async function signedIn(bytes: Uint8Array<ArrayBuffer>, detached?: Uint8Array<ArrayBuffer>) {
  const [part] = (await readSigned(bytes, detached)).parts
  if (part?.type !== 'signed') throw new Error('Not signed.')
  return part
}

const signerOf = ({ signers }: SignedData) => {
  const [signer] = signers
  if (signer === undefined) throw new Error('No signer.')
  return signer
}

/** The bytes with others in the place of the first run of some. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  const at = Buffer.from(bytes).indexOf(from)
  const changed = Uint8Array.from(bytes)
  changed.set(bytesOf(to), at)
  return changed
}

describe('readSigned', () => {
  it('tells who signed what and when, and that it fits', async () => {
    const data = await signedIn(await makeSigned(content, rsa))
    expect(new TextDecoder().decode(data.content)).toBe('Referto: tutto bene.')
    const signer = signerOf(data)
    expect(signer).toMatchObject({
      verdict: { type: 'valid' },
      digest: 'SHA-256',
      time: Date.parse('2026-05-03T12:00:00Z'),
      counterSignatures: 0,
    })
    expect(signer.certificate).toMatchObject({
      name: 'Maria Rossi',
      subject: 'C=IT, CN=Maria Rossi',
      serial: '1267',
      key: 'RSA, 2048 bits',
      isSelfIssued: true,
    })
    expect(signer.remarks).toEqual([
      'The signer issued the certificate itself: anybody can make one with any name.',
    ])
  })

  it('checks signatures of elliptic curves, of other digests, and without attributes', async () => {
    for (const options of [{ digest: 'SHA-384' }, { digest: 'SHA-512' }]) {
      const data = await signedIn(await makeSigned(content, elliptic, options))
      expect(signerOf(data).verdict).toEqual({ type: 'valid' })
    }
    const bare = await makeSigned(content, rsa, { hasAttributes: false })
    expect(signerOf(await signedIn(bare)).verdict).toEqual({ type: 'valid' })
    expect(signerOf(await signedIn(replaced(bare, 'bene', 'male'))).verdict).toEqual({
      type: 'changed',
    })
  })

  it('tells a changed content from a wrong signature', async () => {
    const bytes = await makeSigned(content, rsa)
    expect(signerOf(await signedIn(replaced(bytes, 'bene', 'male'))).verdict).toEqual({
      type: 'changed',
    })
    const last = bytes.slice()
    last[last.length - 1] = (last.at(-1) ?? 0) ^ 1
    expect(signerOf(await signedIn(last)).verdict).toMatchObject({ type: 'wrong' })
    // A signature whose attributes were changed afterwards is wrong as well.
    const time = replaced(bytes, '260503120000Z', '270503120000Z')
    expect(signerOf(await signedIn(time)).verdict).toMatchObject({ type: 'wrong' })
  })

  it('says that a signature stands apart, and checks it over what is handed over', async () => {
    const bytes = await makeSigned(content, rsa, { isDetached: true })
    const alone = await signedIn(bytes)
    expect(alone.content).toBeUndefined()
    expect(signerOf(alone).verdict).toEqual({
      type: 'unchecked',
      why: 'the signed file is not inside',
    })
    expect(signerOf(await signedIn(bytes, content)).verdict).toEqual({ type: 'valid' })
    const other = Uint8Array.from(bytesOf('Other'))
    expect(signerOf(await signedIn(bytes, other)).verdict).toEqual({ type: 'changed' })
  })

  it('says what is weak, expired, or not there', async () => {
    const weak = signerOf(await signedIn(await makeSigned(content, rsa, { digest: 'SHA-1' })))
    expect(weak.verdict).toEqual({ type: 'valid' })
    expect(weak.remarks[0]).toContain('SHA-1 is no longer safe')
    const expired = signerOf(await signedIn(await makeSigned(content, elliptic)))
    expect(expired.remarks).toContain('The certificate had expired when it was signed.')
    const unknown = signerOf(
      await signedIn(await makeSigned(content, rsa, { hasCertificate: false })),
    )
    expect(unknown.certificate).toBeUndefined()
    expect(unknown.verdict).toMatchObject({ type: 'unchecked' })
    expect(unknown.identifier).toBe('serial number 1267 of C=IT, CN=Maria Rossi')
  })

  it('takes the time of an authority, if it stamped this signature', async () => {
    const by = await makeSigner('Time Authority', { isElliptic: true })
    const time = new Date('2021-02-03T04:05:06Z')
    const stamped = signerOf(
      await signedIn(await makeSigned(content, elliptic, { stamp: { by, time } })),
    )
    expect(stamped.stamp).toEqual({
      time: time.getTime(),
      authority: 'Time Authority',
      verdict: { type: 'valid' },
    })
    // By that time the certificate had not expired yet.
    expect(stamped.remarks.join()).not.toContain('expired')
    const over = Uint8Array.from(bytesOf('another signature'))
    const other = signerOf(
      await signedIn(await makeSigned(content, elliptic, { stamp: { by, time, over } })),
    )
    expect(other.stamp?.verdict).toEqual({ type: 'wrong', why: 'it belongs to another signature' })
    expect(other.remarks.join()).toContain('expired')
  })

  it('joins a content in pieces, of lengths that are not told', async () => {
    const bytes = await makeSigned(content, rsa)
    // [0] and the octet string in it, as two pieces that end with a mark (X.690 §8.1.3.6).
    const from = Buffer.from(bytes).indexOf(
      Buffer.concat([Buffer.of(0x04, content.length), content]),
    )
    const pieces = joined([
      Uint8Array.of(0xa0, 0x80, 0x24, 0x80, 0x04, 5),
      content.slice(0, 5),
      Uint8Array.of(0x04, content.length - 5),
      content.slice(5),
      Uint8Array.of(0, 0, 0, 0),
    ])
    const inner = Buffer.from('06092a864886f70d010701', 'hex')
    const type = Buffer.from(bytes).indexOf(inner)
    // The sequences around it end with marks, too, so that no length has to be right.
    const head = Uint8Array.fromHex('308006092a864886f70d010702a0803080')
    const start = Buffer.from(bytes).indexOf(Buffer.from('020101', 'hex'))
    const open = joined([
      head,
      bytes.slice(start, type - 2),
      Uint8Array.of(0x30, 0x80),
      inner,
      pieces,
      Uint8Array.of(0, 0),
      bytes.slice(from + 2 + content.length),
      new Uint8Array(6),
    ])
    const data = await signedIn(open)
    expect(Buffer.from(data.content ?? []).toString()).toBe('Referto: tutto bene.')
    expect(signerOf(data).verdict).toEqual({ type: 'valid' })
  })

  it('reads PEM, base64 alone, and a file that is signed twice', async () => {
    const bytes = await makeSigned(content, rsa)
    const base64 = Uint8Array.from(
      bytesOf(
        `${bytes
          .toBase64()
          .match(/.{1,76}/g)
          ?.join('\r\n')}\r\n`,
      ),
    )
    for (const text of [Uint8Array.from(bytesOf(pem('PKCS7', bytes))), base64]) {
      expect(signerOf(await signedIn(text)).verdict).toEqual({ type: 'valid' })
    }
    const twice = await signedIn(await makeSigned(bytes, elliptic))
    expect(signerOf(twice).certificate?.name).toBe('Ugo Bianchi')
    expect(signerOf(await signedIn(twice.content ?? new Uint8Array())).verdict).toEqual({
      type: 'valid',
    })
  })

  it('lists certificates of a chain, and shows no private key', async () => {
    const der = new Uint8Array(rsa.certificate.toSchema().toBER())
    const file = `Bag Attributes\n${pem('CERTIFICATE', der)}${pem('PRIVATE KEY', der)}${pem('CERTIFICATE', der.slice(0, 99))}`
    const { parts, remarks } = await readSigned(Uint8Array.from(bytesOf(file)))
    expect(parts.map(({ type }) => type)).toEqual(['certificate', 'other'])
    expect(JSON.stringify(parts[1])).not.toContain(der.toBase64().slice(0, 20))
    expect(remarks[0]).toContain('can’t be read')
  })

  it('says that a file is encrypted', async () => {
    const { parts } = await readSigned(await makeEnveloped(content, rsa))
    expect(parts).toEqual([
      {
        type: 'encrypted',
        words: 'It is encrypted (AES, 256 bits)',
        recipients: ['the certificate 1267 of C=IT, CN=Maria Rossi'],
      },
    ])
  })

  it('takes what is left of the content from a file that is cut, and says that it is damaged', async () => {
    const whole = await makeSigned(content, rsa)
    const cut = await signedIn(whole.slice(0, -10))
    expect(cut).toMatchObject({ isDamaged: true, signers: [], certificates: [] })
    expect(cut.content).toEqual(content)
    const start = Buffer.from(whole).indexOf(content)
    const early = await signedIn(whole.slice(0, start + 7))
    expect(Buffer.from(early.content ?? []).toString()).toBe('Referto')
    const pieces = Uint8Array.fromHex(
      '308006092a864886f70d010702a08006092a864886f70d010701a0802480040261620404636465',
    )
    expect(Buffer.from((await signedIn(pieces)).content ?? []).toString()).toBe('abcde')
  })

  it('is refused of what is none, too deep, cut or changed, and never throws anything else', async () => {
    const deep = Uint8Array.fromHex('3080'.repeat(5000))
    const length = Uint8Array.fromHex('3088ffffffffffffffff06092a864886f70d010702')
    for (const bytes of [deep, length, new Uint8Array(), Uint8Array.from(bytesOf('hello'))]) {
      await expect(readSigned(bytes)).rejects.toMatchObject({ name: 'SignedProblem' })
    }
    const whole = await makeSigned(content, elliptic)
    for (let at = 0; at < whole.length; at += 3) {
      const changed = whole.slice()
      changed[at] = (changed[at] ?? 0) ^ 0x7f
      for (const bytes of [whole.slice(0, at), changed]) {
        const read = await readSigned(bytes).catch((error: Error) => error.name)
        if (typeof read === 'string') expect(read).toBe('SignedProblem')
      }
    }
  })
})
