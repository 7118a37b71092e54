import { changeWords } from '#features/compare/changes.ts'
import { compareHl7 } from '#features/compare/hl7v2/compare-hl7.ts'

export const MSH = 'MSH|^~\\&|LAB|HOSP|EHR|HOSP|20261101100000||ORU^R01|1|P|2.5.1'
export const PID = 'PID|1||4711^^^HOSP^MR||Sampleton^Maren||19800503|F'
export const OBR = 'OBR|1||F1|CHEM^Chemistry^L'
export const POTASSIUM = 'OBX|1|NM|2823-3^Potassium^LN||6.4|mmol/L|3.5-5.1|H|||F'

/** Segments as one message. */
export const text = (...segments: string[]) => segments.join('\r')

export const compare = (left: string, right: string) =>
  compareHl7(left, right, ['utf-8', 'utf-8'], 'Same.')

/** The changes between two messages in words. */
export const words = (left: string, right: string) =>
  compare(left, right).changes.map((change) => changeWords(change))

export const kinds = (left: string, right: string) =>
  compare(left, right).changes.map(({ kind }) => kind)
