import { children, rawText, textOf, type XmlElement } from '../ccda/xml-tree.ts'

/** Names of properties in words, in the order they are shown (ECMA-376 part 2 §8.3.4 and part 1 §22.2). */
const NAMES: Record<string, string> = {
  title: 'Title',
  subject: 'Subject',
  creator: 'Author',
  lastModifiedBy: 'Last saved by',
  created: 'Created',
  modified: 'Last saved',
  lastPrinted: 'Last printed',
  revision: 'Revision',
  contentStatus: 'Status',
  category: 'Category',
  keywords: 'Keywords',
  description: 'Description',
  language: 'Language',
  Company: 'Company',
  Manager: 'Manager',
  Pages: 'Pages',
  Template: 'Template',
  Application: 'Written with',
}

const MOST = 60
const LONGEST = 1000

/** What a document says of itself: its core, extended and custom properties. */
export function readProperties(
  core: XmlElement | undefined,
  extended: XmlElement | undefined,
  custom: XmlElement | undefined,
): { name: string; value: string }[] {
  const stated = [...children(core), ...children(extended)]
  const properties = Object.entries(NAMES).flatMap(([element, name]) => {
    const value = textOf(stated.find((one) => one.name === element))
    return value === undefined ? [] : [{ name, value: value.slice(0, LONGEST) }]
  })
  const own = children(custom, 'property').flatMap((property) => {
    const { name } = property.attributes
    const value = rawText(property).trim()
    return name === undefined || value === '' ? [] : [{ name, value: value.slice(0, LONGEST) }]
  })
  return [...properties, ...own].slice(0, MOST)
}
