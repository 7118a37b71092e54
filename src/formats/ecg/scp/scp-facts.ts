import { addFact, type EcgRecording } from '../recording.ts'
import { scpText, type ScpSection } from './scp-record.ts'

/** Section 1 (EN 1064 §5.4): patient, time and device, as tagged fields. */
export function addHeader({ facts }: EcgRecording, section: ScpSection): void {
  const fields = new Map<number, { at: number; length: number }>()
  for (let at = 0; at + 3 <= section.byteLength;) {
    const tag = section.getUint8(at)
    const length = section.getUint16(at + 1, true)
    if (tag === 255) break
    if (at + 3 + length <= section.byteLength && !fields.has(tag))
      fields.set(tag, { at: at + 3, length })
    at += 3 + length
  }
  const text = (tag: number) => {
    const field = fields.get(tag)
    return field && scpText(section, field.at, field.length)
  }
  const number = (tag: number, least = 1) => {
    const field = fields.get(tag)
    if (!field || field.length < least) return undefined
    return field.length < 2 ? section.getUint8(field.at) : section.getUint16(field.at, true)
  }
  const unitOf = (tag: number, units: readonly string[]) => {
    const field = fields.get(tag)
    const value = number(tag, 3)
    const unit = field && value !== undefined ? units[section.getUint8(field.at + 2)] : undefined
    return value === undefined || unit === undefined || value === 0 ? undefined : `${value} ${unit}`
  }
  const names = [text(0), text(1), text(3)].filter((part) => part !== undefined && part !== '')
  addFact(facts, 'Patient', names.join(', '))
  addFact(facts, 'Patient id', text(2))
  addFact(facts, 'Born', dateAt(section, fields.get(5)))
  addFact(facts, 'Age', unitOf(4, ['', 'years', 'months', 'weeks', 'days', 'hours']))
  addFact(facts, 'Sex', ['Not known', 'Male', 'Female'][number(8) ?? -1])
  addFact(facts, 'Height', unitOf(6, ['', 'cm', 'inches', 'mm']))
  addFact(facts, 'Weight', unitOf(7, ['', 'kg', 'g', 'pounds', 'ounces']))
  const when = [dateAt(section, fields.get(25)), timeAt(section, fields.get(26))]
  addFact(facts, 'Recorded', when.filter((part) => part !== undefined).join(' '))
  const device = fields.get(14)
  if (device && device.length >= 14) addFact(facts, 'Device', scpText(section, device.at + 8, 6))
  addFact(facts, 'Institution', text(16))
  addFact(facts, 'Referring physician', text(20))
  addFact(facts, 'Confirming physician', text(21))
  addFact(facts, 'Indication', text(13))
  const high = number(27, 2)
  const low = number(28, 2)
  addFact(facts, 'Baseline filter', high === undefined ? undefined : `${high / 100} Hz`)
  addFact(facts, 'Low pass filter', low === undefined ? undefined : `${low} Hz`)
}

function dateAt(section: ScpSection, field: { at: number; length: number } | undefined) {
  if (!field || field.length < 4) return undefined
  const parts = [
    section.getUint16(field.at, true),
    section.getUint8(field.at + 2),
    section.getUint8(field.at + 3),
  ]
  // Zero is “not known”.
  return parts[0] === 0 ? undefined : parts.map((part) => String(part).padStart(2, '0')).join('-')
}

function timeAt(section: ScpSection, field: { at: number; length: number } | undefined) {
  if (!field || field.length < 3) return undefined
  const parts = [0, 1, 2].map((at) => section.getUint8(field.at + at))
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** Section 7 (§5.10): global measurements of the reference beat, and rates where no pacemaker spikes stand before them. */
export function addMeasurements({ measurements }: EcgRecording, section: ScpSection): void {
  if (section.byteLength < 6) return
  const word = (at: number) =>
    at + 2 <= section.byteLength ? section.getUint16(at, true) : undefined
  // Above are the standard's marks for what was not measured.
  const add = (name: string, value: number | undefined, unit: string, most = 10_000) => {
    if (value !== undefined && value < most && value > -most)
      addFact(measurements, name, `${value} ${unit}`)
  }
  const beats = section.getUint8(0)
  const spikes = section.getUint8(1)
  add('Mean RR interval', word(2) || undefined, 'ms')
  add('Mean PP interval', word(4) || undefined, 'ms')
  if (beats === 0) return
  const places = ['P onset', 'P offset', 'QRS onset', 'QRS offset', 'T offset']
  places.forEach((name, index) => add(`${name} in the reference beat`, word(6 + index * 2), 'ms'))
  for (const [index, name] of ['P axis', 'QRS axis', 'T axis'].entries()) {
    const at = 16 + index * 2
    if (at + 2 <= section.byteLength) add(name, section.getInt16(at, true), '°', 999)
  }
  // What describes spikes is laid out differently by the standard's versions.
  if (spikes > 0) return
  const after = 6 + beats * 16
  const complexes = word(after)
  if (complexes === undefined) return
  const rates = after + 2 + complexes
  add('Ventricular rate', word(rates) || undefined, 'per minute')
  add('Atrial rate', word(rates + 2) || undefined, 'per minute')
  add('QTc', word(rates + 4) || undefined, 'ms')
}

/** Section 8 (§5.11): the interpretation as text, and how far it was confirmed. */
export function addInterpretation({ statements }: EcgRecording, section: ScpSection): void {
  if (section.byteLength < 9) return
  const by =
    ['Original report, not overread', 'Confirmed report', 'Overread report, not confirmed'][
      section.getUint8(0)
    ] ?? 'Report of unknown state'
  let at = 9
  for (let left = section.getUint8(8); left > 0 && at + 3 <= section.byteLength; left -= 1) {
    const length = section.getUint16(at + 1, true)
    const text = scpText(section, at + 3, length)
    if (text !== '') statements.push({ text, by })
    at += 3 + length
  }
}
