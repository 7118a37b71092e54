const decoder = new TextDecoder('latin1')

/** One character for each byte; those below 128 are the same ones, which is all that JSON and base64 ask for. */
export function latin1(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}
