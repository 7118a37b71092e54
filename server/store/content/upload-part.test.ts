import { expect, test } from 'vitest'
import { StoreBusy } from '../errors.ts'
import type { Segment } from '../uploads.ts'
import { UploadPart } from './upload-part.ts'
import type { PartSink } from './upload-part.ts'

/** Where each run of bytes that is kept is an object of its own. */
class Objects implements PartSink {
  #from = 0
  #to = 0
  #count = 0

  async write(pieces: Uint8Array[], from: number) {
    this.#to = pieces.reduce((sum, { byteLength }) => sum + byteLength, from)
  }

  async keep() {
    this.#count += 1
    const segment = { object: `object ${this.#count}`, length: this.#to - this.#from }
    this.#from = this.#to
    return { to: this.#to, segments: [segment] }
  }

  async close() {}
}

test('what could not be saved on the way is saved with what comes after it', async () => {
  const length = 30 * 1024 ** 2
  const saved: Segment[] = []
  let failures = 0
  const part = new UploadPart({
    sink: new Objects(),
    offset: 0,
    length,
    steadily: true,
    checkRoom: async () => undefined,
    save: async (_, segments) => {
      if (failures === 0) {
        failures += 1
        throw new StoreBusy('Somebody else writes.')
      }
      saved.push(...segments)
    },
    arrived: () => undefined,
    release: async () => undefined,
  })
  const piece = Buffer.alloc(1024 ** 2)
  for (let at = 0; at < length; at += piece.length) await part.write(piece)
  expect(await part.close('2999-01-01T00:00:00.000Z')).toBe(length)
  expect(failures).toBe(1)
  expect(saved.reduce((sum, segment) => sum + segment.length, 0)).toBe(length)
  expect(new Set(saved.map(({ object }) => object)).size).toBe(saved.length)
})
