import { readEcg } from '#formats/ecg/read-ecg.ts'
import type { EcgContent } from '#formats/ecg/recording.ts'
import { readScp } from '#formats/ecg/scp/scp.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import { serveCalls } from '#lib/worker-session.ts'

export interface ReadEcg {
  blob: Blob
  kind: 'ecg' | 'scp'
  charset: string | undefined
}

/** What was read, and of a text the encoding it was read in. */
export type OpenedEcg = EcgContent & { encoding?: string; problem?: string }

/** Reads a recording off the main thread. */
const methods = {
  async read({ blob, kind, charset }: ReadEcg): Promise<OpenedEcg> {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    if (kind === 'scp') {
      const recording = readScp(bytes)
      return recording
        ? { type: 'recording', recording }
        : { type: 'unknown', reason: 'It has no list of sections where an SCP record begins.' }
    }
    const { text, encoding, problem } = await decodeContent(bytes, { kind, charset })
    return { ...readEcg(text), encoding, ...(problem !== undefined && { problem }) }
  },
}

export type EcgMethods = typeof methods

serveCalls(methods)
