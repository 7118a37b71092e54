import type { FileWithPath } from '../dialog/chosen.ts'

/**
 * Files out of the clipboard. A picture that was copied has no name of its own, browsers call each of them `image.png`:
 * it is named by the time, as a screenshot is, `Pasted image 2026-11-26 23.15.png`.
 * @param batch what is there already, whose names are taken
 */
export function namedFiles(
  files: readonly File[],
  at: Date,
  batch: readonly { file: File }[],
): readonly FileWithPath[] {
  const names = new Set(batch.map(({ file }) => file.name))
  return files.map((file) => {
    if (!isNameless(file)) return file
    const ending = /\.[^.]+$/.exec(file.name)?.[0] ?? ''
    const name = freeName(`Pasted image ${stampOf(at)}`, ending, names)
    names.add(name)
    return new File([file], name, { type: file.type, lastModified: at.getTime() })
  })
}

function isNameless({ name, type }: File): boolean {
  return type.startsWith('image/') && /^image\.[a-z]{3,5}$/.test(name)
}

function freeName(stem: string, ending: string, taken: ReadonlySet<string>): string {
  let name = stem + ending
  for (let number = 2; taken.has(name); number += 1) name = `${stem} (${number})${ending}`
  return name
}

/** In the reader's own zone. */
function stampOf(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${two(at.getHours())}.${two(at.getMinutes())}`
}
