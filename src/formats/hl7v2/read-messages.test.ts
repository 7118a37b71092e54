import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeFields, valueAt } from './describe-fields.ts'
import { groupSegments } from './group-segments.ts'
import { readHeader } from './message-header.ts'
import { rawSegment, readMessages, type Hl7File, type Hl7Message } from './read-messages.ts'
import { readResult } from './read-results.ts'

const MSH = 'MSH|^~\\&|LAB|CLINIC|EHR|CLINIC|20261014154800||ORU^R01^ORU_R01|1|P|2.5.1'

/** The file again, from its model. */
function rebuild(file: Hl7File): string {
  return file.parts
    .map((part) => {
      if (part.type === 'text') return part.raw
      const segments = part.type === 'envelope' ? [part.segment] : part.segments
      return segments
        .map((one) => one.before + rawSegment(one, part.separators) + one.after)
        .join('')
    })
    .join('')
}

function messages(text: string): Hl7Message[] {
  return readMessages(text).parts.filter((part) => part.type === 'message')
}

function first(text: string): Hl7Message {
  const message = messages(text)[0]
  if (!message) throw new Error('no message')
  return message
}

describe('readMessages', () => {
  it.each(['\r', '\n', '\r\n', '\n\n', '\r\r\n'])('splits segments at %j', (end) => {
    const text = [MSH, 'PID|1||7', 'PV1|1|I', ''].join(end)
    const file = readMessages(text)
    expect(file.problems).toEqual([])
    expect(first(text).segments.map(({ id }) => id)).toEqual(['MSH', 'PID', 'PV1'])
    expect(rebuild(file)).toBe(text)
  })

  it('keeps comments and blanks in front, and the frame of MLLP', () => {
    const text = `# exported\n\n  \v${MSH}\rPID|1\r\u001c\r`
    const file = readMessages(text)
    expect(file.parts.map(({ type }) => type)).toEqual(['text', 'message'])
    expect(rebuild(file)).toBe(text)
  })

  it('reads several messages and what lies around them', () => {
    const text = `FHS|^~\\&|A\rBHS|^~\\&|A\r${MSH}\rPID|1\r${MSH}\rPID|2\rBTS|2\rFTS|1\r`
    const file = readMessages(text)
    expect(file.parts.map(({ type }) => type)).toEqual([
      'envelope',
      'envelope',
      'message',
      'message',
      'envelope',
      'envelope',
    ])
    expect(rebuild(file)).toBe(text)
  })

  it('reads a line that begins no segment as part of the field before it, and says so', () => {
    const text = `${MSH}\rOBX|1|TX|N||line one\nline two||||||F\r`
    const file = readMessages(text)
    const obx = first(text).segments[1]!
    expect(obx.fields[5]).toBe('line one\nline two')
    expect(obx.fields[11]).toBe('F')
    expect(file.problems).toEqual([{ line: 3, text: expect.stringMatching('part of OBX') }])
    expect(rebuild(file)).toBe(text)
  })

  it.each([
    ['ASA', 'line one\nASA\nline three||||||F'],
    ['INR', 'line one\nINR\n\nline three||||||F'],
    ['KCL', 'line one\nKCL||||||F'],
  ])('takes no word of three capitals within a text, as %s, for a segment', (word, value) => {
    const text = `${MSH}\rOBX|1|TX|N||${value}\rNTE|1||x\r`
    const [, obx, nte] = first(text).segments
    expect(obx?.fields[5]).toContain(word)
    expect(obx?.fields[11]).toBe('F')
    expect(nte?.id).toBe('NTE')
    expect(rebuild(readMessages(text))).toBe(text)
  })

  it.each(['PV1', 'ZAB', 'MSA'])('takes a bare %s for a segment', (id) => {
    expect(first(`${MSH}\r${id}\rNTE|1\r`).segments.map((one) => one.id)).toEqual([
      'MSH',
      id,
      'NTE',
    ])
  })

  it('reads a segment that no table knows behind an observation', () => {
    const text = `${MSH}\rOBX|1|TX|N||x||||||F\rKCL|1\rOBX|2|TX|N||x\rSHP|1\rOBX|3|NM|N||1\rKCL|2\r`
    const ids = first(text).segments.map(({ id }) => id)
    expect(ids).toEqual(['MSH', 'OBX', 'KCL', 'OBX', 'SHP', 'OBX', 'KCL'])
  })

  it('takes the separators from the message', () => {
    const { separators, segments } = first('MSH$%*?!$LAB\rPID$1$$7%%%A!B')
    expect(separators).toMatchObject({
      field: '$',
      component: '%',
      repetition: '*',
      escape: '?',
      subcomponent: '!',
    })
    expect(valueAt(segments[1], separators, 3, 4, 2)).toBe('B')
  })

  it('says that a message has no header, and that it stops at a limit', () => {
    expect(readMessages('PID|1||7\r').problems[0]?.text).toMatch('no MSH')
    const text = `${MSH}\r${'NTE|1||x\r'.repeat(20)}`
    const file = readMessages(text, 5)
    expect(file.problems.at(-1)?.text).toMatch('first 5 segments')
    expect(rebuild(file)).toBe(text)
  })

  it('loses no character of any text', () => {
    const token = fc.constantFrom(
      'MSH|^~\\&|',
      'MSH',
      'PID|',
      'BHS',
      'ZXY|',
      '|',
      '^',
      '~',
      '\\',
      '&',
      '\r',
      '\n',
      '\v',
      '\u001c',
      ' ',
      '\u2028',
      'é',
      '💊',
      'x',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ unit: 'binary' }))), (tokens) => {
        const text = tokens.join('')
        const file = readMessages(text)
        expect(rebuild(file)).toBe(text)
        for (const part of file.parts) {
          if (part.type !== 'message') continue
          expect(groupSegments(part).flatMap(({ segments }) => segments)).toEqual(part.segments)
          readHeader(part)
          for (const segment of part.segments) {
            describeFields(segment, part.separators)
            readResult(segment, part.separators)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('reads ten megabytes in one line, and a hundred thousand segments', () => {
    const line = `${MSH}\rOBX|1|ED|||^application^pdf^Base64^${'A'.repeat(10_000_000)}`
    expect(first(line).segments).toHaveLength(2)
    expect(first(`${MSH}\r${'OBX|1|NM|a||1\r'.repeat(100_000)}`).segments).toHaveLength(100_001)
  })
})

it('reads a hundred thousand lines or fields of a broken value in their time', () => {
  const lines = first(`${MSH}\rOBX|1|TX|a||x\r${'a|b\r'.repeat(100_000)}`)
  expect(lines.segments[1]?.fields).toHaveLength(100_006)
  expect(readMessages(`${MSH}\r${'a\r'.repeat(150)}`).problemsTotal).toBe(150)
  const fields = first(`${MSH}\rOBX|1|TX|a||x\ry${'|'.repeat(500_000)}`)
  expect(fields.segments[1]?.fields).toHaveLength(500_006)
}, 3000)
