import { describe, expect, it } from 'vitest'
import { int16Bytes, makeScp, packed, scpLeads, scpWaves } from '#test/make-scp.ts'
import type { EcgRecording } from '../recording.ts'
import { readScp } from './scp.ts'

/** Samples of a lead, in microvolts. */
function samples(recording: EcgRecording | undefined, name: string) {
  const lead = recording?.strips[0]?.leads.find((one) => one.name === name)
  return lead && [...lead.samples]
}

const DEFAULT_TABLE = packed([16, 19_999])

describe('an SCP record', () => {
  it('gives samples in microvolts, by the AVM, and the rate by the interval', () => {
    const recording = readScp(
      makeScp({
        3: scpLeads([1, 61], 3),
        6: scpWaves([int16Bytes(1, -2, 300), int16Bytes(0, 5, -5)], { step: 2500, interval: 4000 }),
      }),
    )
    expect(recording?.strips[0]?.rate).toBe(250)
    expect(samples(recording, 'I')).toEqual([2.5, -5, 750])
    expect(samples(recording, 'III')).toEqual([0, 12.5, -12.5])
    expect(recording?.remarks).toEqual([])
  })

  it('decodes Huffman codes with second differences', () => {
    const coded = Uint8Array.of(0b11001101, 0b10000000)
    const recording = readScp(
      makeScp({
        2: DEFAULT_TABLE,
        3: scpLeads([2], 4),
        6: scpWaves([coded], { differences: 2 }),
      }),
    )
    expect(samples(recording, 'II')).toEqual([2, -2, -5, -8])
  })

  it('adds the reference beat where it was subtracted, its fiducial point on that of the beat', () => {
    const places = packed(
      [16, 6],
      [16, 2],
      [16, 2],
      [16, 0],
      [32, 3],
      [32, 4],
      [32, 5],
      [16, 1],
      [32, 6],
      [32, 6],
      [32, 7],
    )
    const recording = readScp(
      makeScp({
        3: scpLeads([1], 7, 5),
        4: places,
        5: scpWaves([int16Bytes(10, 20, 30)]),
        6: scpWaves([int16Bytes(1, 1, 1, 1, 1, 1, 1)]),
      }),
    )
    expect(samples(recording, 'I')).toEqual([1, 1, 11, 21, 31, 1, 1])
  })

  it.each([
    [
      'bimodal compression',
      { 3: scpLeads([1], 2), 6: scpWaves([int16Bytes(1, 2)], { bimodal: 1 }) },
      'bimodal',
    ],
    [
      'a beat that is missing',
      { 3: scpLeads([1], 2, 5), 6: scpWaves([int16Bytes(1, 2)]) },
      'reference beat',
    ],
    [
      'a rhythm of fewer samples than its numbers say, beside a beat of another rate',
      {
        3: scpLeads([1], 4),
        5: scpWaves([int16Bytes(1)], { interval: 2000 }),
        6: scpWaves([int16Bytes(1, 2)], { interval: 4000 }),
      },
      'another rate',
    ],
    [
      'no amplitude',
      { 3: scpLeads([1], 2), 6: scpWaves([int16Bytes(1, 2)], { step: 0 }) },
      'amplitude',
    ],
    [
      'no interval',
      { 3: scpLeads([1], 2), 6: scpWaves([int16Bytes(1, 2)], { interval: 0 }) },
      'sampling rate',
    ],
    ['no leads', { 6: scpWaves([int16Bytes(1, 2)]) }, 'names the leads is missing'],
    [
      'an unknown coding',
      { 3: scpLeads([1], 2), 6: scpWaves([int16Bytes(1, 2)], { differences: 3 }) },
      'differences',
    ],
    ['endless leads', { 3: scpLeads([1], 0xffffffff), 6: scpWaves([int16Bytes(1)]) }, 'too many'],
    [
      'codes that switch tables',
      {
        2: packed([16, 1], [16, 1], 1, 1, 0, [16, 2], [32, 1]),
        3: scpLeads([1], 2),
        6: scpWaves([int16Bytes(1, 2)]),
      },
      'switch between tables',
    ],
  ])('does not draw %s, and says why', (_name, sections, why) => {
    const recording = readScp(makeScp(sections))
    expect(recording?.strips).toEqual([])
    expect(recording?.remarks.join(' ')).toContain(why)
  })

  it('says what is damaged or cut off, and shows what is there', () => {
    const bytes = makeScp({ 3: scpLeads([1], 3), 6: scpWaves([int16Bytes(1, 2, 3)]) })
    const changed = bytes.slice()
    changed[changed.length - 1] = 1
    expect(readScp(changed)?.remarks.join(' ')).toMatch(/whole record is wrong.*section 6 is wrong/)
    const cut = readScp(bytes.slice(0, -2))
    expect(samples(cut, 'I')).toEqual([1, 2])
    expect(cut?.remarks.join(' ')).toMatch(/cut off.*ends after 2 of 3 samples/)
    for (let size = 0; size < bytes.length; size += 1)
      expect(() => readScp(bytes.slice(0, size))).not.toThrow()
  })

  it('leaves −32768 as a gap, and a lead that begins later where it begins', () => {
    const leads = packed(2, 4, [32, 1], [32, 3], 1, [32, 6], [32, 7], 2)
    const recording = readScp(
      makeScp({
        3: leads,
        6: scpWaves([int16Bytes(1, -32_768, 3), int16Bytes(4, 5)], { interval: 10_000 }),
      }),
    )
    expect(samples(recording, 'I')).toEqual([1, Number.NaN, 3])
    expect(recording?.strips[0]?.leads.map(({ start }) => start)).toEqual([0, 0.05])
    expect(recording?.remarks.join()).toContain('1 of the 3 samples of lead I')
  })

  it('tells patient, time, measurements and the interpretation with its state', () => {
    const text = (tag: number, words: string) => {
      const bytes = new TextEncoder().encode(`${words}\0`)
      return packed(tag, [16, bytes.length], bytes)
    }
    const header = packed(
      text(0, 'Sampleton'),
      text(2, 'P-7'),
      packed(5, [16, 4], [16, 1951], 2, 3),
      packed(8, [16, 1], 2),
      packed(25, [16, 4], [16, 2020], 5, 18),
      packed(26, [16, 3], 15, 48, 1),
      packed(255, [16, 0]),
    )
    const measured = packed(
      1,
      0,
      [16, 938],
      [16, 0],
      [16, 100],
      [16, 200],
      [16, 260],
      [16, 350],
      [16, 29_999],
      [16, 27],
      [16, 0xffea],
      [16, 999],
      [16, 1],
      0,
      [16, 64],
      [16, 0],
      [16, 412],
    )
    const said = packed(1, [16, 2020], 5, 18, 15, 49, 0, 1, text(1, 'Sinus rhythm'))
    const recording = readScp(makeScp({ 1: header, 7: measured, 8: said }))
    expect(recording?.facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Patient: Sampleton',
      'Patient id: P-7',
      'Born: 1951-02-03',
      'Sex: Female',
      'Recorded: 2020-05-18 15:48:01',
    ])
    const rows = recording?.measurements.map(({ name, value }) => `${name}: ${value}`)
    expect(rows).toContain('QRS axis: -22 °')
    expect(rows).toContain('Ventricular rate: 64 per minute')
    expect(rows?.join()).not.toMatch(/T offset|T axis|Atrial|PP/)
    expect(recording?.statements).toEqual([{ text: 'Sinus rhythm', by: 'Confirmed report' }])
  })

  it('is none without a list of sections', () => {
    expect(readScp(new Uint8Array(40).fill(255))).toBeUndefined()
    expect(readScp(new Uint8Array())).toBeUndefined()
  })
})
