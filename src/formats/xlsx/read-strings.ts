import type { SheetPackage } from '../sheet/sheet-package.ts'
import type { TextPool } from '../sheet/text-pool.ts'
import { RichText, unescapeText } from './rich-text.ts'

/**
 * Reads the texts that cells share (ECMA-376 part 1 §18.4) into an empty pool, where each stands at its own number.
 *
 * @returns what is wrong, each in a sentence
 */
export async function readStrings(
  files: SheetPackage,
  path: string,
  pool: TextPool,
): Promise<string[]> {
  let item: RichText | undefined
  const faults = await files.read(path, {
    open(name, attributes) {
      if (name === 'si') item = new RichText()
      else item?.open(name, attributes)
    },
    close(name) {
      if (name !== 'si') return item?.close(name)
      if (item === undefined) return
      const place = pool.add(unescapeText(item.text))
      if (item.struck.trim() !== '') pool.struck.set(place, item.struck)
      item = undefined
    },
    text: (text) => item?.add(text),
  })
  return faults ?? []
}
