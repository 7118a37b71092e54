/** Decodes base64 that arrives in pieces, as ASCII bytes, cut anywhere. */
export interface Base64Stream {
  /** @throws SyntaxError when it is no base64 */
  push(text: Uint8Array): Uint8Array<ArrayBuffer>
  /** @throws SyntaxError when digits or padding are missing */
  end(): void
}

export function createBase64Stream(): Base64Stream {
  const ascii = new TextDecoder('latin1')
  let carry = ''
  let padded = false
  return {
    push(bytes) {
      const text = carry + ascii.decode(bytes)
      // After the padding only white space may follow, also in a later piece.
      if (padded && text.trim() !== '') throw new SyntaxError('There is text after the padding.')
      const decoded = new Uint8Array(Math.ceil((text.length * 3) / 4))
      const { read, written } = decoded.setFromBase64(text, {
        lastChunkHandling: 'stop-before-partial',
      })
      padded ||= text.slice(0, read).trimEnd().endsWith('=')
      carry = text.slice(read).trimStart()
      return decoded.subarray(0, written)
    },
    end() {
      if (carry.trim() !== '') throw new SyntaxError('The last group is incomplete.')
    },
  }
}
