import type { DrawnOnce, SandboxRequest } from './protocol.ts'

/** Milliseconds; a page that draws longer than this at a time no longer follows its reader. */
const SLOW = 80
/** Pixels of the longer side: of the trial, and of the picture that stands for a drawing that is a little slow. */
const TRIAL = 2048
const PICTURE = 4096
/** Milliseconds; a drawing that took longer is not drawn again for more pixels. */
const TOO_SLOW = 500

/**
 * Draws an SVG where it can do no harm, before the page does: a frame of another process that hangs is taken away. What is
 * slow comes back as pixels.
 */
export async function drawOnce(request: SandboxRequest & { kind: 'drawing' }): Promise<DrawnOnce> {
  const box = request.isOpen ? measure(await request.svg.text()) : undefined
  const url = URL.createObjectURL(request.svg)
  try {
    const image = new Image()
    image.src = url
    const start = performance.now()
    await image.decode()
    const trial = draw(image, request, TRIAL)
    // Only asking for a pixel makes sure that they are drawn.
    trial.getContext('2d')?.getImageData(0, 0, 1, 1)
    const milliseconds = performance.now() - start
    const drawn: DrawnOnce = { milliseconds, ...(box && { box }) }
    if (!request.isLarge || milliseconds < SLOW) return drawn
    const blob = await new Promise<Blob | null>((resolve) => {
      const canvas = milliseconds < TOO_SLOW ? draw(image, request, PICTURE) : trial
      canvas.toBlob(resolve)
    })
    return blob === null ? drawn : { ...drawn, picture: blob }
  } finally {
    URL.revokeObjectURL(url)
  }
}

function draw(
  image: HTMLImageElement,
  { width, height }: { width: number; height: number },
  longest: number,
): HTMLCanvasElement {
  const scale = longest / Math.max(width, height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}

/** What the shapes of a drawing take up, strokes left aside; `undefined` where it draws nothing. */
function measure(svg: string): DrawnOnce['box'] {
  const { documentElement: root } = new DOMParser().parseFromString(svg, 'image/svg+xml')
  if (!(root instanceof SVGSVGElement)) return undefined
  document.body.append(root)
  const { x, y, width, height } = root.getBBox()
  root.remove()
  return width > 0 && height > 0 ? { x, y, width, height } : undefined
}
