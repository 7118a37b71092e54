/**
 * Gives the memory of bytes that nobody reads any more back at once, where they are all that lies in it. Left to the
 * collector, which sees little objects and not what is behind them, a thread that reads much has 64 MiB of such memory.
 */
export function letGo(bytes: Uint8Array): void {
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0)
}
