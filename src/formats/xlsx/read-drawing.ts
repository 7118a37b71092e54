import type { SheetPackage } from '../sheet/sheet-package.ts'

/** What floats above the cells of a sheet. */
export interface Drawing {
  /** The texts of its boxes and shapes. */
  texts: string[]
  charts: number
  pictures: number
  /** Shapes, lines and groups without a text. */
  shapes: number
}

const MOST = 1000

/** Reads what a drawing says (ECMA-376 part 1 §20.5): its texts are kept, all else is counted. */
export async function readDrawing(files: SheetPackage, path: string): Promise<Drawing> {
  const drawing: Drawing = { texts: [], charts: 0, pictures: 0, shapes: 0 }
  let body: string | undefined
  let isText = false
  await files.read(path, {
    open(name) {
      if (name === 'txBody') body = ''
      else if (name === 't') isText = true
      else if (name === 'br' && body !== undefined) body += '\n'
      else if (name === 'graphicFrame') drawing.charts += 1
      else if (name === 'pic') drawing.pictures += 1
      else if (name === 'sp' || name === 'cxnSp') drawing.shapes += 1
    },
    close(name) {
      if (name === 't') isText = false
      else if (name === 'p' && body !== undefined) body += '\n'
      else if (name === 'txBody') {
        const text = (body ?? '').trim()
        if (text !== '' && drawing.texts.length < MOST) drawing.texts.push(text)
        if (text !== '') drawing.shapes -= 1
        body = undefined
      }
    },
    text(text) {
      if (isText && body !== undefined) body += text
    },
  })
  return drawing
}
