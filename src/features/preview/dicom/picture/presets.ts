import type { Window } from '#formats/dicom/pixels/grayscale.ts'
import type { GreyChoice, PictureModel } from '#formats/dicom/pixels/picture-model.ts'
import { windowWords } from './measure.ts'

/** A choice of greys with a name. */
export interface Preset {
  value: string
  label: string
  /** `undefined`: as the file wants it. */
  greys: GreyChoice | undefined
}

/** Windows in Hounsfield units that are in use everywhere; only for values that are counted in them. */
const HOUNSFIELD: readonly [name: string, center: number, width: number][] = [
  ['Soft tissue', 40, 400],
  ['Lung', -600, 1500],
  ['Bone', 480, 2500],
  ['Brain', 40, 80],
  ['Subdural', 75, 215],
  ['Liver', 60, 160],
  ['Mediastinum', 40, 350],
  ['Angiography', 300, 600],
]

/** What can be chosen: what the file proposes, the whole range, those of computed tomography, and what was dragged. */
export function presetsOf(
  { proposals, unit }: PictureModel,
  chosen: GreyChoice | undefined,
  drawn: Window | undefined,
): Preset[] {
  const own = proposals.map((name, index): Preset => {
    const greys = index === 0 ? undefined : { type: 'proposal' as const, index }
    return { value: `file ${index}`, label: name, greys }
  })
  const range: Preset = {
    value: 'range',
    label: 'Lowest to highest value',
    greys: { type: 'range' },
  }
  const first: Preset[] =
    own.length === 0 ? [{ value: 'file 0', label: 'No window in the file', greys: undefined }] : own
  const common = (unit === 'HU' ? HOUNSFIELD : []).map(([name, center, width]): Preset => {
    const window: Window = { center, width, shape: 'LINEAR' }
    return {
      value: name,
      label: `${name} (${windowWords(window)})`,
      greys: { type: 'window', window },
    }
  })
  const isOther = chosen?.type === 'window' && !common.some(({ greys }) => isSame(greys, chosen))
  const other: Preset[] = isOther
    ? [{ value: 'chosen', label: `Chosen: ${windowWords(drawn ?? chosen.window)}`, greys: chosen }]
    : []
  return [...other, ...first, range, ...common]
}

/** The preset that is on. */
export function valueOfChoice(presets: readonly Preset[], chosen: GreyChoice | undefined): string {
  return presets.find(({ greys }) => isSame(greys, chosen))?.value ?? 'file 0'
}

function isSame(one: GreyChoice | undefined, other: GreyChoice | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  if (one.type === 'window' && other.type === 'window') {
    return one.window.center === other.window.center && one.window.width === other.window.width
  }
  if (one.type === 'proposal' && other.type === 'proposal') return one.index === other.index
  return one.type === other.type
}
