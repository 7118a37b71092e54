import { little } from '../detection/head.ts'
import { ImageRefusal, UNTOLD, type ImageFacts } from './image-facts.ts'
import type { RangeReader } from './range-reader.ts'

const MOST_BLOCKS = 1_000_000

/** Walks the blocks of a GIF (GIF89a §17 to §27), counting its frames. @throws ImageRefusal */
export async function readGif(reader: RangeReader): Promise<ImageFacts> {
  const head = (await reader.at(0, 13)).slice()
  if (head.length < 13) throw new ImageRefusal('The file ends within its head.')
  let [width, height] = [little(head, 6, 2), little(head, 8, 2)]
  let [frames, hasAlpha, isEnded] = [0, false, false]
  let at = 13 + tableLength(head[10] ?? 0)
  for (let count = 0; at < reader.size; count += 1) {
    if (count > MOST_BLOCKS) throw new ImageRefusal('It has more parts than any program writes.')
    const block = await reader.at(at, 10)
    const mark = block[0]
    if (mark === 0x3b) isEnded = true
    if (mark === 0x21) {
      if (block[1] === 0xf9 && ((block[3] ?? 0) & 1) === 1) hasAlpha = true
      at = await pastSubBlocks(reader, at + 2)
    } else if (mark === 0x2c && block.length === 10) {
      // A frame may be larger than the picture says to be, and is decoded all the same.
      width = Math.max(width, little(block, 1, 2) + little(block, 5, 2))
      height = Math.max(height, little(block, 3, 2) + little(block, 7, 2))
      frames += 1
      at = await pastSubBlocks(reader, at + 11 + tableLength(block[9] ?? 0))
    } else break
  }
  if (frames === 0) throw new ImageRefusal('There is no picture in it.')
  return {
    ...UNTOLD,
    format: 'GIF',
    width,
    height,
    frames,
    hasAlpha,
    colour: 'palette',
    isCut: !isEnded,
  }
}

/** Bytes of a colour table, from the flags that announce it. */
function tableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1)
}

async function pastSubBlocks(reader: RangeReader, from: number): Promise<number> {
  for (let at = from; at < reader.size;) {
    const window = await reader.windowAt(at)
    let place = 0
    while (place < window.length) {
      const length = window[place] ?? 0
      if (length === 0) return at + place + 1
      place += 1 + length
    }
    at += place
  }
  return reader.size
}
