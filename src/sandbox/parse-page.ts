import { expandEntities } from '#formats/xml/expand-entities.ts'
import type { PageFindings } from './tell-page.ts'

/** With it a browser knows the entities of HTML, `&nbsp;` and all, and loads nothing. */
const DOCTYPE =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'

/**
 * Parses a page into a document that is nowhere shown: nothing in it runs or loads. XHTML is read by the strict rules of
 * XML; what breaks them is told, and read as HTML.
 */
export function parsePage(html: string, isXml: boolean, found: PageFindings): Document {
  const parser = new DOMParser()
  if (!isXml) return parser.parseFromString(html, 'text/html')
  const plain = expandEntities(html)
  if (plain.type === 'refused') {
    found.faults.push(`Read as HTML and not as XHTML. ${plain.reason}`)
    return parser.parseFromString(html, 'text/html')
  }
  found.faults.push(...plain.remarks)
  const at = /^(?:\uFEFF)?(?:<\?xml[^>]*\?>)?/.exec(plain.text)?.[0].length ?? 0
  const xml = parser.parseFromString(DOCTYPE + plain.text.slice(at), 'application/xhtml+xml')
  const error = xml.querySelector('parsererror')
  const isHtml = xml.documentElement.namespaceURI === 'http://www.w3.org/1999/xhtml'
  if (error === null && isHtml && xml.body !== null) return xml
  const words = /error on line \d+[^\n]*/.exec(error?.textContent ?? '')?.[0]
  found.faults.push(
    `This is not well-formed XHTML${words === undefined ? '' : ` (${words.slice(0, 200)})`}: it is read as HTML.`,
  )
  return parser.parseFromString(html, 'text/html')
}
