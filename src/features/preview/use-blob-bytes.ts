import { useEffect, useState } from 'react'

/** The bytes of a blob: `undefined` while they are read, an Error when they can't be. */
export function useBlobBytes(blob: Blob): Uint8Array<ArrayBuffer> | Error | undefined {
  const [read, setRead] = useState<{ blob: Blob; result: Uint8Array<ArrayBuffer> | Error }>()
  useEffect(() => {
    let current = true
    const keep = (result: Uint8Array<ArrayBuffer> | Error) => {
      if (current) setRead({ blob, result })
    }
    blob.arrayBuffer().then(
      (buffer) => keep(new Uint8Array(buffer)),
      (error: unknown) => keep(error instanceof Error ? error : new Error(String(error))),
    )
    return () => {
      current = false
    }
  }, [blob])
  return read?.blob === blob ? read.result : undefined
}
