import type { DataSet } from '../data-set/data-set.ts'
import { itemOf, numberOf, slotsOf, textOf, textsOf } from '../data-set/values.ts'
import { frameItem, MACRO } from './frame-groups.ts'
import { lookUp, readLookupTable, type LookupTable } from './lookup-table.ts'

/** From stored values to those that mean something (PS3.3 §C.11.1). */
export type Modality =
  | { type: 'linear'; slope: number; intercept: number; unit: string | undefined }
  | { type: 'table'; table: LookupTable; unit: string | undefined }

/** A range of values and how it is spread over the greys (PS3.3 §C.11.2.1.2 and C.11.2.1.3). */
export interface Window {
  center: number
  width: number
  shape: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'
}

/** What the file proposes. */
export type Proposal =
  | { type: 'window'; window: Window; name: string | undefined }
  | { type: 'table'; table: LookupTable; name: string | undefined }

const DOSE_SCALING = 0x3004_000e
const DOSE_UNITS = 0x3004_0002
const SLOPE = 0x0028_1053

export function readModality(data: DataSet, frame: number, signed: boolean): Modality {
  const sequence = itemOf(data, 0x0028_3000)
  const table =
    sequence && readLookupTable(sequence, { descriptor: 0x0028_3002, content: 0x0028_3006 }, signed)
  if (sequence && table)
    return { type: 'table', table, unit: unitOf(textOf(sequence, 0x0028_3004)) }
  const dose = numberOf(data, DOSE_SCALING)
  if (dose !== undefined) {
    const unit = textOf(data, DOSE_UNITS)
    return {
      type: 'linear',
      slope: dose,
      intercept: 0,
      unit: unit?.toUpperCase() === 'GY' ? 'Gy' : unit?.toLowerCase(),
    }
  }
  const item = frameItem(data, frame, MACRO.valueTransformation, SLOPE)
  const slope = numberOf(item, SLOPE)
  const intercept = numberOf(item ?? data, 0x0028_1052) ?? 0
  const type = textOf(item, 0x0028_1054)
  return {
    type: 'linear',
    slope: slope === undefined || slope === 0 ? 1 : slope,
    intercept,
    unit: type === undefined ? assumedUnit(data, item !== undefined) : unitOf(type),
  }
}

/** Where it isn't said, computed tomography counts in Hounsfield units (PS3.3 §C.8.2.1.1.2) and PET in its Units. */
function assumedUnit(data: DataSet, rescaled: boolean): string | undefined {
  const modality = textOf(data, 0x0008_0060)
  if (!rescaled) return undefined
  if (modality === 'CT' && textsOf(data, 0x0008_0008)[2] !== 'LOCALIZER') return 'HU'
  return modality === 'PT'
    ? (UNITS_OF_PET[textOf(data, 0x0054_1001) ?? ''] ?? textOf(data, 0x0054_1001))
    : undefined
}

const UNITS_OF_PET: Record<string, string> = {
  BQML: 'Bq/ml',
  CNTS: 'counts',
  GML: 'g/ml',
  PROPCNTS: 'proportional to counts',
}

/** "US" says that the unit is not specified. */
function unitOf(type: string | undefined): string | undefined {
  if (type === undefined || type === 'US') return undefined
  return { OD: 'optical density × 1000', HU: 'HU' }[type] ?? type
}

export function modalityValue(modality: Modality, stored: number): number {
  return modality.type === 'table'
    ? lookUp(modality.table, stored)
    : stored * modality.slope + modality.intercept
}

/** Windows and tables that the file proposes for a frame, in its order. */
export function readProposals(
  data: DataSet,
  frame: number,
  signed: boolean,
  remark: (words: string) => void,
): Proposal[] {
  const item = frameItem(data, frame, MACRO.voiLut, 0x0028_1050)
  const names = textsOf(item, 0x0028_1055)
  const named = textOf(item, 0x0028_1056)?.toUpperCase() ?? 'LINEAR'
  const shape = named === 'SIGMOID' || named === 'LINEAR_EXACT' ? named : 'LINEAR'
  if (named !== shape) remark(`The window function ${named} is not known here; LINEAR is used.`)
  const windows = readPairs(item, remark).flatMap(({ center, width, index }): Proposal[] => {
    if (width < 1 && (shape === 'LINEAR' || width <= 0)) {
      remark(`A window of width ${width} can’t be used.`)
      return []
    }
    return [{ type: 'window', window: { center, width, shape }, name: names[index] }]
  })
  const tables = (data.elements.get(0x0028_3010)?.items ?? []).flatMap((one): Proposal[] => {
    const table = readLookupTable(one, { descriptor: 0x0028_3002, content: 0x0028_3006 }, signed)
    return table ? [{ type: 'table', table, name: textOf(one, 0x0028_3003) }] : []
  })
  return [...tables, ...windows]
}

/** Centers with the widths in the same places; those without the other one are left out. */
function readPairs(
  item: DataSet | undefined,
  remark: (words: string) => void,
): { center: number; width: number; index: number }[] {
  const centers = slotsOf(item, 0x0028_1050)
  const widths = slotsOf(item, 0x0028_1051)
  const count = Math.max(centers.length, widths.length)
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const [center, width] = [centers[index], widths[index]]
    if (center !== undefined && width !== undefined) return [{ center, width, index }]
    if (center !== undefined || width !== undefined)
      remark(`A window without a ${center === undefined ? 'center' : 'width'} is left out.`)
    return []
  })
}

/** The grey from 0 to 1 that a window gives a value. */
export function windowed({ center, width, shape }: Window, value: number): number {
  if (shape === 'SIGMOID') return 1 / (1 + Math.exp((-4 * (value - center)) / width))
  const [middle, span] = shape === 'LINEAR' ? [center - 0.5, width - 1] : [center, width]
  if (value <= middle - span / 2) return 0
  if (value > middle + span / 2) return 1
  return (value - middle) / span + 0.5
}

/** The grey from 0 to 1 that a proposed table gives a value. */
export function tabled(table: LookupTable, value: number): number {
  return lookUp(table, value) / (2 ** table.bits - 1)
}
