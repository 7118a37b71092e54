import { describe, expect, it, vi } from 'vitest'
import { connectDicom } from '../dicom/dicom-worker.ts'
import { drawFirstFrame } from './draw-first-picture.ts'

vi.mock('../dicom/dicom-worker.ts', () => ({ connectDicom: vi.fn() }))
vi.mock('../paged/page-workers.ts', () => ({}))

/** Draws a picture of a size; its worker is asked, and can draw nothing. */
async function draw(rows: number, columns: number) {
  const asked: string[] = []
  const stop = vi.fn()
  const call = async (method: string) => {
    asked.push(method)
    if (method === 'open') return { picture: { rows, columns } }
    throw new Error('Nothing is drawn here.')
  }
  vi.mocked(connectDicom).mockReturnValue({ call, stop } as never)
  const content = { blob: new Blob([]), kind: 'dicom' as const }
  const drawn = drawFirstFrame(content, new AbortController().signal)
  const fault = await drawn.catch((error: unknown) => error)
  return { asked, fault, stop }
}

describe('the thumbnail of a DICOM file', () => {
  it('is not drawn, nor is its frame decoded, where it has too many pixels', async () => {
    const { asked, fault, stop } = await draw(4001, 4000)
    expect(fault).toMatchObject({ name: 'NoThumbnail', message: 'it has too many pixels' })
    expect(asked).toEqual(['open'])
    expect(stop).toHaveBeenCalled()
    expect((await draw(4000, 4000)).asked).toEqual(['open', 'draw'])
  })
})
