import { attribute, type PartHandler } from '../sheet/read-part.ts'
import type { SheetPackage } from '../sheet/sheet-package.ts'

/** What a part leads to (ECMA-376 part 2 §6.5.3). */
export interface Relation {
  /** The last word of its type, which is the same in the strict and the transitional namespaces: "worksheet". */
  type: string
  /** The path of a part, or an address outside. */
  target: string
  isExternal: boolean
}

/** The relations of a part, by their ids; none where it has no such list. @param part its path; '' for the package */
export async function readRelations(
  files: SheetPackage,
  part: string,
): Promise<ReadonlyMap<string, Relation>> {
  const relations = new Map<string, Relation>()
  const handler: PartHandler = {
    open(name, attributes) {
      if (name !== 'Relationship' || relations.size >= 100_000) return
      const { Type: type = '', Target: target = '' } = attributes
      const isExternal = attributes['TargetMode'] === 'External'
      relations.set(attribute(attributes, 'Id') ?? '', {
        type: type.slice(type.lastIndexOf('/') + 1),
        target: isExternal ? target : resolvePath(target, part),
        isExternal,
      })
    },
    close: () => undefined,
    text: () => undefined,
  }
  const at = part.lastIndexOf('/') + 1
  await files.read(`${part.slice(0, at)}_rels/${part.slice(at)}.rels`, handler)
  return relations
}

/** The first relation of a type. */
export function relationOf(
  relations: ReadonlyMap<string, Relation>,
  type: string,
): Relation | undefined {
  return [...relations.values()].find((one) => one.type === type)
}

/** A path from the root of the package; it can't lead above it. */
function resolvePath(target: string, part: string): string {
  const path = target.startsWith('/') ? [] : part.split('/').slice(0, -1)
  for (const step of target.split(/[/\\]/)) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}
