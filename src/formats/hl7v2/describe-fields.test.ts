import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeFields, firstParts } from './describe-fields.ts'
import { readHl7Time } from './hl7-time.ts'
import { readMessages, type Hl7Message } from './read-messages.ts'

const MSH = 'MSH|^~\\&|LAB|CLINIC|EHR|CLINIC|20261014154800||ORU^R01^ORU_R01|1|P|2.5.1'

function first(text: string): Hl7Message {
  const message = readMessages(text).parts.find((part) => part.type === 'message')
  if (!message) throw new Error('no message')
  return message
}

describe('describeFields', () => {
  const fields = (text: string) => {
    const { segments, separators } = first(`${MSH}\r${text}`)
    return describeFields(segments[1]!, separators)
  }

  it.each(['constructor', 'toString', '__proto__'])('knows no data type %s', (type) => {
    expect(fields(`OBX|1|${type}|1||a^b`).at(-1)?.repetitions[0]?.parts[1]).toMatchObject({
      name: 'Component 2',
      raw: 'b',
    })
  })

  it('names fields, components and subcomponents by their paths', () => {
    const [id, name] = fields('PID|||42^^^HARBOUR&1.2&ISO^MR~43^^^B||DOE&van&Doe^JANE')
    expect(id?.name).toBe('Patient identifiers')
    expect(id?.repetitions.map((one) => one.parts.map(({ path, raw }) => [path, raw]))).toEqual([
      [
        ['PID-3[1].1', '42'],
        ['PID-3[1].4.1', 'HARBOUR'],
        ['PID-3[1].4.2', '1.2'],
        ['PID-3[1].4.3', 'ISO'],
        ['PID-3[1].5', 'MR'],
      ],
      [
        ['PID-3[2].1', '43'],
        ['PID-3[2].4', 'B'],
      ],
    ])
    expect(id?.repetitions[0]?.parts.at(-1)?.words).toBe('Medical record number')
    expect(name?.repetitions[0]?.parts[0]).toMatchObject({
      path: 'PID-5.1.1',
      name: 'Family name: surname',
      raw: 'DOE',
    })
  })

  it('gives the first parts, and counts the others', () => {
    const all = fields('PID|||1^2~3^4^5||A^B')
    const { fields: some, left } = firstParts(all, 3)
    const paths = some.flatMap((field) =>
      field.repetitions.flatMap(({ parts }) => parts.map(({ path }) => path)),
    )
    expect(paths).toEqual(['PID-3[1].1', 'PID-3[1].2', 'PID-3[2].1'])
    expect(left).toBe(4)
    expect(firstParts(all, 300)).toEqual({ fields: all, left: 0 })
  })

  it('says dates, codes and deletions in words', () => {
    const views = fields('PID|||1||""|""|19610314|F')
    const words = views.map(({ name, repetitions }) => [name, repetitions[0]?.parts[0]?.words])
    expect(words).toContainEqual(['Patient name', 'Deleted value'])
    expect(words).toContainEqual(['Born', readHl7Time('19610314')?.words])
    expect(words).toContainEqual(['Administrative sex', 'Female'])
  })

  it('shows what its tables do not know, by number', () => {
    expect(fields('ZZ1|a|b^c')).toMatchObject([
      { path: 'ZZ1-1', name: 'Field 1' },
      { path: 'ZZ1-2', name: 'Field 2' },
    ])
    expect(fields('PID|||||||||||||||||||||||||||||||||||||||||||||x')[0]?.name).toBe('Field 45')
  })

  it('keeps every character of a field but the separators', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '|', '^', '~', '&', '\\', '"') }),
        (text) => {
          const { segments, separators } = first(`${MSH}\rZAB|${text}`)
          const parts = describeFields(segments[1]!, separators).flatMap((field) =>
            field.repetitions.flatMap((one) => one.parts.map(({ raw }) => raw)),
          )
          expect(parts.join('')).toBe(text.replaceAll(/[|^~&]/g, ''))
        },
      ),
    )
  })
})
