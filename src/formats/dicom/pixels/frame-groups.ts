import { TAG, type DataSet } from '../data-set/data-set.ts'
import { itemOf, itemsOf } from '../data-set/values.ts'

/**
 * Where an attribute of a frame stands: in the frame's own functional group, in the shared one (PS3.3 §C.7.6.16), or, in
 * what has no such groups, in the data set itself.
 *
 * @param macro the sequence in the group that holds the attribute
 * @param tag an attribute that the place must have
 */
export function frameItem(
  data: DataSet,
  frame: number,
  macro: number,
  tag: number,
): DataSet | undefined {
  const own = itemOf(itemsOf(data, TAG.frameGroups)[frame], macro)
  if (own?.elements.has(tag) === true) return own
  const shared = itemOf(itemOf(data, TAG.sharedGroups), macro)
  if (shared?.elements.has(tag) === true) return shared
  return data.elements.has(tag) ? data : undefined
}

/** Sequences of functional groups. */
export const MACRO = {
  pixelMeasures: 0x0028_9110,
  planeOrientation: 0x0020_9116,
  voiLut: 0x0028_9132,
  valueTransformation: 0x0028_9145,
  frameAnatomy: 0x0020_9071,
} as const
