import type { Acknowledged, PairCallers } from './pair-callers.ts'
import { JSON_BODY, readBack } from './pair-works.ts'
import { naming, PART, pathOf, TUS } from './upload-parts.ts'

/** A file on its way in parts. */
export interface Sending {
  id: string
  bytes: Buffer<ArrayBuffer>
  written: Acknowledged
  path: string
  /** Bytes that were acknowledged. */
  told: number
}

/** How often a part is refused before another file is begun. */
const MOST_TRIES = 20

/** Sends one file in parts, each to the next server. @returns one that is left on its way, for later */
export async function uploadInParts(callers: PairCallers): Promise<Sending | undefined> {
  const { random, base } = callers
  const bytes = random.bytes(random.int(1, random.once(3) ? 20_000_000 : 500_000))
  const headers = { ...TUS, 'upload-length': String(bytes.length) }
  const begun = await callers.ask(`${base}/$uploads`, { method: 'POST', headers })
  if (!begun) return undefined
  callers.expectStatus(begun, [201], 'begin of an upload')
  const path = pathOf(begun.headers.get('location'))
  const sending = { id: random.uuid(), bytes, written: callers.mark(bytes), path, told: 0 }
  for (let tries = 0; sending.told < bytes.length; tries += 1) {
    const before = sending.told
    // Who was killed while it received a part keeps the upload to itself for a while.
    if (callers.isStopping || tries > MOST_TRIES) return sending
    await sendPart(callers, sending)
    if (sending.told > before) tries = 0
  }
  const { id, written } = sending
  const body = JSON.stringify(naming(path, { id, language: written.mark }))
  const made = await callers.insist(`${base}/Binary/${id}`, {
    method: 'PUT',
    headers: { ...JSON_BODY, 'if-none-match': '*' },
    body,
  })
  callers.expectStatus(made, made.isRepeated ? [201, 412] : [201], 'Binary of an upload')
  callers.acknowledge(id, 1, written)
  callers.lasting.push(id)
  callers.count('uploads')
  await readBack(callers, id, written)
  return undefined
}

/** Asks where it goes on, and goes on there. @throws Error when less is there than was acknowledged */
async function sendPart(callers: PairCallers, sending: Sending): Promise<void> {
  const { bytes, path } = sending
  const head = await callers.ask(path, { method: 'HEAD', headers: TUS })
  if (!head) return
  callers.expectStatus(head, [200], 'offset of an upload')
  const offset = Number(head.headers.get('upload-offset'))
  if (offset < sending.told) throw new Error(`${path} is at ${offset} and was at ${sending.told}.`)
  sending.told = offset
  if (offset === bytes.length) return
  const part = bytes.subarray(offset, offset + callers.random.int(1, 7_000_000))
  const headers = { ...PART, 'upload-offset': String(offset) }
  const answer = await callers.ask(path, { method: 'PATCH', headers, body: part })
  if (!answer) return
  callers.expectStatus(answer, [204], 'part of an upload')
  sending.told = Number(answer.headers.get('upload-offset'))
  callers.count('parts')
}
