import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { isCutShort } from './is-cut-short.ts'

const files = new URL('../../../../server/demo/files/', import.meta.url)
const sample = async (name: string) => new Blob([await readFile(new URL(name, files))])

it.each(['chest.v1.png', 'wound.jpg'])(
  '%s is whole, and not when its end is gone',
  async (name) => {
    const blob = await sample(name)
    expect(await isCutShort(blob)).toBe(false)
    expect(await isCutShort(blob.slice(0, blob.size / 2))).toBe(true)
  },
)

it('knows the length that a WebP states', async () => {
  const riff = new Uint8Array(20)
  riff.set(new TextEncoder().encode('RIFF'))
  riff[4] = 12
  riff.set(new TextEncoder().encode('WEBP'), 8)
  expect(await isCutShort(new Blob([riff]))).toBe(false)
  expect(await isCutShort(new Blob([riff.slice(0, 15)]))).toBe(true)
})

it('takes what it does not know for whole', async () => {
  expect(await isCutShort(new Blob(['<svg/>']))).toBe(false)
  expect(await isCutShort(new Blob([]))).toBe(false)
})
