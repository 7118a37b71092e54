import { useEffect, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'

/** Bytes in one read; a multiple of every row's length. */
const CHUNK = 64 * 1024
/** How many chunks are kept: 2 MiB, whatever the size of the file. */
const KEPT = 32

/**
 * Reads what is in view of a content, and forgets what has long been out of it.
 *
 * @param from the first byte wanted
 * @param to the byte after the last one
 * @returns reads a range out of what is there; `undefined` where it is not there yet, or could not be read
 */
export function useChunks(
  source: ContentSource,
  from: number,
  to: number,
): { failed: boolean; bytes: (from: number, to: number) => Uint8Array | undefined } {
  const [state, setState] = useState<Chunks>({ source, chunks: new Map(), failed: false })
  const current = state.source === source ? state : { source, chunks: new Map(), failed: false }
  const first = Math.floor(from / CHUNK)
  const last = Math.floor(Math.max(from, to - 1) / CHUNK)
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    for (let index = first; index <= last; index += 1) {
      source.slice(index * CHUNK, (index + 1) * CHUNK, signal).then(
        (bytes) => signal.aborted || setState((before) => withChunk(before, source, index, bytes)),
        () => signal.aborted || setState({ source, chunks: new Map(), failed: true }),
      )
    }
    return () => controller.abort()
  }, [source, first, last])
  return {
    failed: current.failed,
    bytes: (start, end) => sliceOf(current.chunks, start, end),
  }
}

interface Chunks {
  source: ContentSource
  chunks: ReadonlyMap<number, Uint8Array>
  failed: boolean
}

function withChunk(
  before: Chunks,
  source: ContentSource,
  index: number,
  bytes: Uint8Array,
): Chunks {
  const chunks = new Map(before.source === source ? before.chunks : [])
  // A Map keeps the order of its insertions: what was read longest ago goes first.
  chunks.delete(index)
  chunks.set(index, bytes)
  for (const oldest of chunks.keys()) {
    if (chunks.size <= KEPT) break
    chunks.delete(oldest)
  }
  return { source, chunks, failed: false }
}

function sliceOf(
  chunks: ReadonlyMap<number, Uint8Array>,
  start: number,
  end: number,
): Uint8Array | undefined {
  const chunk = chunks.get(Math.floor(start / CHUNK))
  const at = start % CHUNK
  return chunk?.subarray(at, at + (end - start))
}
