import { child, type XmlElement } from '../ccda/xml-tree.ts'

/** A property that is on or off (ECMA-376 part 1 §17.17.4); `undefined` where it is not there. */
export function onOff(properties: XmlElement | undefined, name: string): boolean | undefined {
  const element = child(properties, name)
  if (element === undefined) return undefined
  return !/^(0|false|off)$/.test(element.attributes['val'] ?? '')
}

/** The `val` of a property. */
export function valOf(properties: XmlElement | undefined, name: string): string | undefined {
  return child(properties, name)?.attributes['val']
}

/** A whole number of an attribute, within what a document can mean by it. */
export function intOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d+$/.test(text.trim())) return undefined
  return Math.max(-1_000_000_000, Math.min(1_000_000_000, Number(text)))
}
