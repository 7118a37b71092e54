import type { ImageAction } from './picture-view.ts'

/** Screen pixels that a press of an arrow key moves a picture by. */
export const PAN = 48

/** What a key does to the size of any picture. */
export function sizeOfKey(key: string): ImageAction | undefined {
  switch (key) {
    case '+':
    case '=':
      return { type: 'zoom', factor: 1.25 }
    case '-':
      return { type: 'zoom', factor: 0.8 }
    case '0':
      return { type: 'fit' }
    case '1':
      return { type: 'actual' }
    default:
      return undefined
  }
}

/** What a key does to a picture whose arrow keys move it. */
export function actionOfKey(key: string): ImageAction | undefined {
  switch (key) {
    case 'w':
      return { type: 'fit-width' }
    // The frame moves over the picture, as a page does under its scroll bar.
    case 'ArrowLeft':
      return { type: 'pan', by: { x: PAN, y: 0 } }
    case 'ArrowRight':
      return { type: 'pan', by: { x: -PAN, y: 0 } }
    case 'ArrowUp':
      return { type: 'pan', by: { x: 0, y: PAN } }
    case 'ArrowDown':
      return { type: 'pan', by: { x: 0, y: -PAN } }
    default:
      return sizeOfKey(key)
  }
}
