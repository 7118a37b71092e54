import { useEffect, useState } from 'react'

/** Bytes in one read, and how many reads are kept: 4 MB, whatever the size of the content. */
const PIECE = 64 * 1024
const KEPT = 64

/**
 * Reads what is in view of a content, and forgets what has long been out of it.
 * @param wanted places of the bytes in view
 * @returns a byte by its place; `undefined` where it is not there yet
 */
export function useBytePieces(
  blob: Blob,
  wanted: readonly number[],
): (place: number) => number | undefined {
  const [held, setHeld] = useState<{ blob: Blob; pieces: ReadonlyMap<number, Uint8Array> }>()
  const pieces = held?.blob === blob ? held.pieces : NONE
  const missing = [...new Set(wanted.map((place) => Math.floor(place / PIECE)))]
    .filter((piece) => !pieces.has(piece))
    .join(' ')
  useEffect(() => {
    if (missing === '') return undefined
    let isWanted = true
    const read = async (piece: number) => {
      const part = blob.slice(piece * PIECE, (piece + 1) * PIECE)
      return [piece, new Uint8Array(await part.arrayBuffer())] as const
    }
    Promise.all(missing.split(' ').map((piece) => read(Number(piece)))).then(
      (more) => {
        if (!isWanted) return
        setHeld((before) => {
          const known = before?.blob === blob ? [...before.pieces] : []
          return { blob, pieces: new Map([...known, ...more].slice(-KEPT)) }
        })
      },
      // What can't be read stays empty; the comparison itself has said so before.
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [blob, missing])
  return (place) => pieces.get(Math.floor(place / PIECE))?.[place % PIECE]
}

const NONE: ReadonlyMap<number, Uint8Array> = new Map()
