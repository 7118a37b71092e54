import { describe, expect, test } from 'vitest'
import { CONTENT_TYPE_CASES, LANGUAGE_CASES, REFERENCE_CASES } from '#test/field-cases.ts'
import { readBinaryFields } from './fields.ts'

/** Whether the server takes a Binary with this member. */
function takes(member: Record<string, unknown>): boolean {
  try {
    readBinaryFields({ resourceType: 'Binary', contentType: 'text/plain', ...member })
    return true
  } catch (error) {
    expect(error).toMatchObject({ kind: 'invalid-field' })
    return false
  }
}

describe('the server takes and refuses what the forms do', () => {
  test.each(LANGUAGE_CASES)('language %j: %s', (language, isRight) => {
    expect(takes({ language })).toBe(isRight)
  })

  test.each(CONTENT_TYPE_CASES)('contentType %j: %s', (contentType, isRight) => {
    expect(takes({ contentType })).toBe(isRight)
  })

  test.each(REFERENCE_CASES)('reference %j: %s', (reference, isRight) => {
    expect(takes({ securityContext: { reference } })).toBe(isRight)
  })
})

test('a number that would be stored as null is refused, wherever it stands', () => {
  const extension = [{ url: 'https://example.org/x', valueDecimal: Number('1e400') }]
  expect(takes({ meta: { extension } })).toBe(false)
  expect(takes({ meta: { tag: [{ code: 'x', extension }] } })).toBe(false)
  expect(takes({ securityContext: { reference: 'Patient/1', extension } })).toBe(false)
  const [one] = extension
  expect(takes({ meta: { extension: [{ ...one, valueDecimal: 1e308 }] } })).toBe(true)
})

test('says what to do', () => {
  const binary = { resourceType: 'Binary', contentType: 'text/plain', language: 'German' }
  expect(() => readBinaryFields(binary)).toThrow(
    expect.objectContaining({
      message: 'language is not valid. Use a code such as de or de-CH.',
      expression: 'Binary.language',
    }),
  )
})
