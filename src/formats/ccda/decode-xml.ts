import { decodeContent, type DecodedContent } from '../hl7v2/decode-content.ts'

/** Decodes XML in the encoding that its declaration names, else as any text. @param label the content type's charset */
export function decodeXml(bytes: Uint8Array, label?: string): DecodedContent {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  const declared = /^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']{1,40})["']/.exec(head)?.[1]
  return decodeContent(bytes, declared, label)
}
