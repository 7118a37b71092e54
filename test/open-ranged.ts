import type { ContentSource } from '#formats/content-source.ts'
import type { connect } from './connect-api.ts'

export const MIB = 1 << 20
export const SIZE = 16 * MIB + 345

/** Bytes that tell where they stand. */
export const content = new Uint8Array(SIZE).map((_, at) => (at * 31 + (at >> 11)) & 255)

type Connected = ReturnType<typeof connect>

/** Opens the content of `of` as the preview does. */
export async function openRanged(
  { api, queryClient }: Connected,
  of: { id?: string; versionId?: string; size?: number; org?: string } = {},
  signal = new AbortController().signal,
): Promise<ContentSource | undefined> {
  const { org = 'a', id = 'x', versionId = '1', size = SIZE } = of
  const wanted = { org, id, versionId, size, name: 'x.bin', mostUnasked: 50 * MIB }
  return api.binaries.openInRanges(queryClient, wanted, signal)
}

/** The same, where it must be. */
export async function openedRanged(...args: Parameters<typeof openRanged>): Promise<ContentSource> {
  const source = await openRanged(...args)
  if (source === undefined) throw new Error('It was not opened in ranges.')
  return source
}
