import { children, type XmlElement } from '../ccda/xml-tree.ts'

/** What a part leads to (ECMA-376 part 2 §6.5.3). */
export interface Relation {
  /** The last word of its type, which is the same in the strict and the transitional namespaces: "image", "hyperlink". */
  type: string
  /** The path of a part, or an address outside. */
  target: string
  isExternal: boolean
}

export type Relations = ReadonlyMap<string, Relation>

/** Where the relations of a part are kept. */
export function relationsPath(part: string): string {
  const at = part.lastIndexOf('/') + 1
  return `${part.slice(0, at)}_rels/${part.slice(at)}.rels`
}

/** @param part whose relations they are: its folder is what the targets are relative to */
export function readRelations(root: XmlElement | undefined, part: string): Relations {
  const relations = new Map<string, Relation>()
  for (const { attributes } of children(root, 'Relationship')) {
    const { Id, Type = '', Target = '', TargetMode } = attributes
    if (Id === undefined || relations.has(Id)) continue
    const isExternal = TargetMode === 'External'
    relations.set(Id, {
      type: Type.slice(Type.lastIndexOf('/') + 1),
      target: isExternal ? Target : resolvePath(Target, part),
      isExternal,
    })
  }
  return relations
}

/** A path from the root of the package; it can't lead above it. */
function resolvePath(target: string, part: string): string {
  const base = target.startsWith('/') ? [] : part.split('/').slice(0, -1)
  const path: string[] = base
  for (const step of target.split(/[/\\]/)) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}
