import { expect, it } from 'vitest'
import { otherPatient, type PatientData } from './patient-identity.ts'

/** Number, its issuer, name, birth date, sex. */
const patient = (id: string, name = 'DOE^JOHN', born = '19700101'): PatientData => [
  id,
  '',
  name,
  born,
  'M',
]

it('of several objects the one of another patient is told before one that may be of another', () => {
  const corrected = patient('17', 'DOE^JON')
  const found = otherPatient([corrected, patient('18'), undefined, patient('17')], 3)
  expect(found).toMatchObject({ place: 1, identity: { type: 'other-patient' } })
  expect(otherPatient([corrected, patient('17')], 1)).toMatchObject({
    place: 0,
    identity: { type: 'unsure' },
  })
})

it('says nothing of one patient, nor where none is known', () => {
  expect(otherPatient([patient('17'), patient('17')], 0)).toBeUndefined()
  expect(otherPatient([patient('17'), undefined], 1)).toBeUndefined()
})
