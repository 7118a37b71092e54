import { latin1 } from '../../detection/head.ts'

/**
 * Joins the lines of a text that was broken for sending (RFC 3676, format=flowed): a line that ends with a blank goes on
 * in the next one of the same quote depth.
 */
export function unflow(text: string, deletesSpace: boolean): string {
  const out: string[] = []
  let open: { depth: number; parts: string[] } | undefined
  const close = () => {
    if (open === undefined) return
    const words = open.parts.join('')
    out.push(open.depth > 0 ? `${'>'.repeat(open.depth)} ${words}` : words)
    open = undefined
  }
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0
    const rest = line.slice(depth)
    const content = rest.startsWith(' ') ? rest.slice(1) : rest
    const isSignature = content === '-- '
    if (open !== undefined && (open.depth !== depth || isSignature)) close()
    const isFlowed = content.endsWith(' ') && !isSignature
    open ??= { depth, parts: [] }
    open.parts.push(isFlowed && deletesSpace ? content.slice(0, -1) : content)
    if (!isFlowed) close()
  }
  close()
  return out.join('\n')
}

/** A file that is written into the text itself. */
export interface UuFile {
  name: string
  /** Characters of the text, from its `begin` to behind its `end`. */
  start: number
  end: number
}

/** Files that are uuencoded within a text, as mail had them before MIME. @param text one character for each byte */
function findUuFiles(text: string): UuFile[] {
  const found: UuFile[] = []
  let from = 0
  for (const match of text.matchAll(
    /^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?\n(?=[ -`]{2,62}\r?$)/gm,
  )) {
    if (match.index < from || found.length >= 100) continue
    const body = match.index + match[0].length
    const isBase64 = match[0].startsWith('begin-')
    const ending = isBase64 ? /^====(?=\r?$)/m : /^end[ \t]*(?=\r?$)/m
    const close = ending.exec(text.slice(body))
    if (close === null) break
    const end = body + close.index + close[0].length
    found.push({ name: match[1]?.trim() ?? '', start: match.index, end })
    from = end
  }
  return found.filter(({ start }) => !text.startsWith('begin-', start))
}

/** The lines of a byte text without the files that are written into it. */
export function withoutFiles(bytes: Uint8Array, files: readonly UuFile[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length + files.length * 300)
  let at = 0
  let size = 0
  const put = (piece: Uint8Array) => {
    out.set(piece, size)
    size += piece.length
  }
  for (const { start, end } of files) {
    put(bytes.subarray(at, start))
    put(Uint8Array.from('[A file stands here: see the attachments]', (char) => char.charCodeAt(0)))
    at = end
  }
  put(bytes.subarray(at))
  return out.subarray(0, size)
}

/** @returns the files in the bytes of a text */
export function uuFilesIn(bytes: Uint8Array): UuFile[] {
  // A search over all of a large text is not worth it where no line begins so.
  const text = latin1(bytes)
  return /^begin /m.test(text) ? findUuFiles(text) : []
}
