import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import type { ContentSource } from '#formats/content-source.ts'
import { Preview } from '../Preview.tsx'

const RATE = 44_100

/** A sound of 8-bit silence that is nowhere as a whole, and how often and how much of it was read. */
function longSound(samples: number, codec = 1) {
  const head = new Uint8Array(44)
  const view = new DataView(head.buffer)
  const words = [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const
  for (const [at, word] of words) head.set(new TextEncoder().encode(word), at)
  view.setUint32(4, 36 + samples, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, codec, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  view.setUint32(40, samples, true)
  const read = { bytes: 0, furthest: 0 }
  const size = 44 + samples
  const source: ContentSource = {
    size,
    contentType: 'audio/wav',
    name: 'ward.wav',
    async slice(start, end, signal) {
      signal?.throwIfAborted()
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start)).fill(128)
      bytes.set(head.subarray(start, start + bytes.length))
      read.bytes += bytes.length
      read.furthest = Math.max(read.furthest, start)
      return bytes
    },
    stream: () => {
      throw new Error('Nobody wants all of it.')
    },
    blob: () => Promise.reject(new Error('Nobody wants all of it.')),
  }
  return { source, read }
}

function show(source: ContentSource) {
  const renderWhole = () => <p>All of it is loaded.</p>
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview content={{ state: 'ranged', source, renderWhole }} name="ward.wav" />
    </div>,
  )
}

const frame = () => document.querySelector<HTMLIFrameElement>('iframe[title="Player of ward.wav"]')
const audio = () => frame()?.contentDocument?.querySelector('audio')

describe('the player of parts', () => {
  it('plays by what it reads here and there, at the chosen speed, and ends with its page', async () => {
    const { source, read } = longSound(200_000_000)
    const shown = await show(source)
    await expect.poll(() => audio()?.duration).toBeCloseTo(200_000_000 / RATE)
    await page.getByRole('combobox', { name: 'Speed' }).selectOptions('2× speed')
    await expect.poll(() => audio()?.playbackRate).toBe(2)
    const element = audio()
    if (!element) throw new Error('There is no player.')
    element.currentTime = 4000
    await expect.poll(() => (element.seeking ? 0 : element.readyState)).toBeGreaterThan(2)
    expect(read.furthest).toBeGreaterThan(170_000_000)
    expect(read.bytes).toBeLessThan(20_000_000)
    expect(frame()?.contentDocument?.documentElement.outerHTML).not.toContain('blob:')
    await shown.unmount()
    expect(frame()).toBeNull()
    const before = read.bytes
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(read.bytes).toBe(before)
  })

  it('lets the page around know that somebody is there', async () => {
    await show(longSound(60_000_000).source)
    await expect.poll(() => audio()).not.toBeNull()
    const heard: string[] = []
    const listen = ({ type }: Event) => heard.push(type)
    for (const type of ['pointerdown', 'keydown']) window.addEventListener(type, listen)
    audio()?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    audio()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true }))
    await expect.poll(() => heard).toEqual(['pointerdown', 'keydown'])
    for (const type of ['pointerdown', 'keydown']) window.removeEventListener(type, listen)
  })

  it('says with what a large recording is coded that can’t be played, without loading it', async () => {
    const { source, read } = longSound(60_000_000, 0xee)
    await show(source)
    await expect.element(page.getByText('This recording can’t be played here')).toBeVisible()
    expect(read.bytes).toBeLessThan(20_000_000)
    expect(frame()).toBeNull()
  })

  it('loads a smaller one to be sure', async () => {
    await show(longSound(40_000_000, 0xee).source)
    await expect.element(page.getByText('All of it is loaded.')).toBeVisible()
  })

  it('waits for the whole of a sound whose waveform is drawn', async () => {
    await show(longSound(20_000_000).source)
    await expect.element(page.getByText('All of it is loaded.')).toBeVisible()
  })
})
