import { useEffect, useState } from 'react'
import { kindOf, type Judgement } from '#formats/detect.ts'

/** Bytes that are enough to tell what a content is. */
const HEAD = 64 * 1024

export interface Judged extends Judgement {
  /** The same bytes, under the type that they have. */
  typed: Blob
}

/** What a content is; `undefined` while its head is read. What can't be read is shown as bytes, and fails there. */
export function useJudgement(
  blob: Blob,
  contentType: string | undefined,
  name: string,
): Judged | undefined {
  const [known, setKnown] = useState<{ blob: Blob; judged: Judged }>()
  useEffect(() => {
    let current = true
    const judge = async () => {
      const judgement = await judgeOf(blob, contentType, name)
      const typed = blob.slice(0, blob.size, judgement.contentType)
      if (current) setKnown({ blob, judged: { ...judgement, typed } })
    }
    void judge()
    return () => {
      current = false
    }
  }, [blob, contentType, name])
  return known?.blob === blob ? known.judged : undefined
}

async function judgeOf(
  blob: Blob,
  contentType: string | undefined,
  name: string,
): Promise<Judgement> {
  try {
    const head = new Uint8Array(await blob.slice(0, HEAD).arrayBuffer())
    return await kindOf(head, contentType, name)
  } catch {
    return { kind: 'other', contentType: 'application/octet-stream' }
  }
}
