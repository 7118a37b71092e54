import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

function show(blob: Blob, contentType: string, name: string) {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview content={{ state: 'ready', blob, contentType }} name={name} />
    </div>,
  )
}

async function heartSounds(): Promise<Blob> {
  return (await fetch('/server/demo/files/heart.wav')).blob()
}

/** A tone of half a second, as the browser records it: a WebM file without a picture. */
async function recording(): Promise<Blob> {
  const context = new AudioContext()
  const out = context.createMediaStreamDestination()
  const tone = context.createOscillator()
  tone.connect(out)
  tone.start()
  const recorder = new MediaRecorder(out.stream, { mimeType: 'audio/webm' })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
  recorder.start()
  await new Promise((resolve) => setTimeout(resolve, 500))
  recorder.stop()
  await stopped
  await context.close()
  return new Blob(parts)
}

/** A picture of 16 × 16 pixels that changes for half a second. */
async function smallVideo(): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 16
  const context = canvas.getContext('2d')
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm' })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
  recorder.start()
  for (let frame = 0; frame < 10; frame += 1) {
    context?.fillRect(frame, frame, 4, 4)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  recorder.stop()
  await stopped
  return new Blob(parts)
}

describe('the player', () => {
  it('has room for its controls where the picture is tiny', async () => {
    await show(await smallVideo(), 'video/webm', 'tiny.webm')
    await expect.poll(() => document.querySelector('video')?.videoWidth).toBe(16)
    expect(document.querySelector('video')?.clientWidth).toBeGreaterThan(200)
  })

  it('plays sound at the chosen speed, with its waveform, in which a click goes to a place', async () => {
    await show(await heartSounds(), 'audio/wav', 'heart.wav')
    const audio = () => document.querySelector('audio')
    await expect.poll(() => audio()?.duration).toBeCloseTo(3.2)
    await page.getByRole('combobox', { name: 'Speed' }).selectOptions('0.5× speed')
    expect(audio()?.playbackRate).toBe(0.5)
    const canvas = () => document.querySelector('canvas')
    await expect.poll(() => canvas()?.width ?? 0).toBeGreaterThan(100)
    // The first heart sound is loud, the pause before it is not.
    const ink = (share: number) => {
      const element = canvas()
      const context = element?.getContext('2d')
      if (!element || !context) return 0
      const at = Math.round(element.width * share)
      const column = context.getImageData(at, 0, 1, element.height).data
      return column.filter((value, index) => index % 4 === 3 && value > 0).length
    }
    await expect.poll(() => ink(0.12 / 3.2)).toBeGreaterThan(20)
    expect(ink(0.7 / 3.2)).toBeLessThan(10)
    canvas()?.dispatchEvent(
      new MouseEvent('click', {
        bubbles: true,
        clientX: (canvas()?.getBoundingClientRect().left ?? 0) + (canvas()?.clientWidth ?? 0) / 2,
      }),
    )
    await expect.poll(() => audio()?.currentTime).toBeCloseTo(1.6, 1)
  })

  it('says that only the sound of a film can be played', async () => {
    await show(await recording(), 'video/webm', 'exam.webm')
    await expect
      .element(page.getByText('Only the sound of this file can be played here'))
      .toBeVisible()
  })

  it('says that a damaged recording can’t be played', async () => {
    const bytes = new Uint8Array(await (await heartSounds()).arrayBuffer())
    // A codec that nobody has.
    bytes[20] = 0xee
    await show(new Blob([bytes]), 'audio/wav', 'heart.wav')
    await expect.element(page.getByText('This recording can’t be played here')).toBeVisible()
  })
})
