import { describe, expect, it } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { choicesOf } from './choices.ts'
import { nameSides } from './name-sides.ts'

function file(id: string, name?: string, patient?: string): Binary {
  return {
    resourceType: 'Binary',
    id,
    ...(name !== undefined && { meta: { tag: [{ system: FILENAME_SYSTEM, code: name }] } }),
    ...(patient !== undefined && { securityContext: { reference: `Patient/${patient}` } }),
  }
}

describe('what the two sides are called', () => {
  it('by file and version', () => {
    const left = { binary: file('a', 'letter.txt'), version: 'Version 2' }
    const right = { binary: file('b', 'note.txt'), version: 'Version 1' }
    expect(nameSides(left, right)).toEqual(['letter.txt, version 2', 'note.txt, version 1'])
  })

  it('two of one name are told apart by their ids, as far as those differ', () => {
    const side = (id: string) => ({ binary: file(id, 'scan.pdf'), version: 'Version 1' })
    expect(nameSides(side('a'), side('b'))).toEqual([
      'scan.pdf (a), version 1',
      'scan.pdf (b), version 1',
    ])
    const [one, other] = ['12345678-long-id-a', '12345678-long-id-b']
    expect(nameSides(side(one), side(other))).toEqual([
      `scan.pdf (${one}), version 1`,
      `scan.pdf (${other}), version 1`,
    ])
  })
})

describe('files to choose from', () => {
  const like = file('a', 'letter.txt', '7')
  const ids = (typed: string, binaries: Binary[]) =>
    choicesOf(binaries, { typed, like }).shown.map(({ id }) => id)

  it('leaves out the file itself, and what is there twice', () => {
    expect(ids('', [like, file('b'), file('b'), file('c')])).toEqual(['b', 'c'])
  })

  it('begins with those of the same patient', () => {
    expect(ids('', [file('b', 'x', '8'), file('c', 'x'), file('d', 'x', '7')])).toEqual([
      'd',
      'b',
      'c',
    ])
  })

  it('a better name comes before the same patient', () => {
    expect(ids('scan', [file('b', 'old scan', '7'), file('c', 'scan', '8')])).toEqual(['c', 'b'])
  })

  it('finds by patient and by id', () => {
    expect(ids('patient/9', [file('b', 'x', '9'), file('c', 'x', '8')])).toEqual(['b'])
    expect(ids('c-1', [file('b'), file('c-1')])).toEqual(['c-1'])
  })

  it('says how many more there are than are shown', () => {
    const many = Array.from({ length: 60 }, (_, at) => file(`f${at}`, 'scan'))
    const { shown, more } = choicesOf(many, { typed: '', like })
    expect([shown.length, more]).toEqual([50, 10])
  })
})
